// The result of a call: the old and the new payment intents, the captures, or a FlexError.
import { type Capture, FlexError, type FlexResponse, type Hold } from "flex-checkout";
import { heldOf } from "../bars.js";
import { button, copyButton, h, instant } from "../dom.js";
import { money, span, words } from "../format.js";
import type { Action, Intent } from "../intent.js";
import { meaning } from "../models.js";

/** The possible next actions. */
export interface Next {
  repeat(): void;
  look(): void;
  announce(message: string): void;
}

/** Shows the effect of a call on a session. */
export function done(
  action: Action,
  before: FlexResponse | null,
  answer: FlexResponse,
  next: Next,
): HTMLElement {
  if (action === "reauth") return placed(before?.holds ?? [], answer, next);
  return action === "capture" ? captured(before?.data.captures ?? [], answer, next) : released(answer, next);
}

function placed(before: readonly Hold[], answer: FlexResponse, next: Next): HTMLElement {
  const fresh = answer.holds.filter(
    (hold) => !before.some((old) => old.payment_intent_id === hold.payment_intent_id),
  );
  const headline =
    fresh.length === 0
      ? "The response has no new payment intent"
      : fresh.length === 1
        ? "A new hold is placed"
        : "New holds are placed";
  const remarks = [
    fresh.length === 0 && "This reauth was completed before, or Flex returned the same intents.",
  ];
  return effect("placed", headline, remarks, pairs(before, answer.holds, next), answer, next);
}

function captured(before: readonly Capture[], answer: FlexResponse, next: Next): HTMLElement {
  const fresh = answer.data.captures.filter(
    (capture) => !before.some((old) => old.capture_id === capture.capture_id),
  );
  const held = heldOf(answer.holds);
  const headline =
    fresh.length === 0
      ? "The response has no new capture"
      : held > 0
        ? "A part is captured"
        : "The money is captured";
  const remarks = [
    fresh.length === 0 && "This capture was completed before.",
    held > 0 ? `${money(held)} stay held.` : "Nothing is held any more.",
  ];
  const cards = fresh.map(({ capture_id, amount_captured, created_at }) =>
    h(
      "div",
      { class: "card new" },
      h("h4", {}, "Capture"),
      h("p", { class: "id" }, h("code", {}, capture_id), copyButton(capture_id, "capture id", next.announce)),
      h("p", {}, `${money(amount_captured)} · captured `, instant(Date.parse(created_at))),
    ),
  );
  return effect("captured", headline, remarks, cards, answer, next);
}

function released(answer: FlexResponse, next: Next): HTMLElement {
  const held = heldOf(answer.holds);
  const headline = held > 0 ? "The session still holds money" : "The hold is released";
  const cards = answer.holds.map((hold) => card("Payment intent", hold, "same", next));
  return effect(
    "released",
    headline,
    ["A canceled hold cannot be captured or renewed."],
    cards,
    answer,
    next,
  );
}

/** Shows an effect: what it is, how the call went, and its objects. */
function effect(
  result: string,
  headline: string,
  remarks: readonly (string | false)[],
  cards: readonly HTMLElement[],
  answer: FlexResponse,
  next: Next,
): HTMLElement {
  const how = [
    answer.attempts === 1 ? "One request." : `${answer.attempts} requests, one idempotency key.`,
    answer.recovered && "The response was truncated, so the session was read instead of posting again.",
    ...remarks,
  ];
  return h(
    "div",
    { class: "result applied", "data-result": result },
    h("h3", {}, headline),
    h("p", {}, how.filter(Boolean).join(" ")),
    answer.drift ? drifted(answer.drift) : undefined,
    h("div", { class: "pairs" }, ...cards),
    facts([["idempotency key", answer.idempotencyKey ?? "none", true]], next),
  );
}

const drifted = ({ path, expected, found }: NonNullable<FlexResponse["drift"]>) =>
  h(
    "p",
    { class: "drift" },
    h("strong", {}, "Drift: "),
    h("code", {}, path),
    `: expected ${expected}, found ${found}. The session below is complete, as Flex sent it.`,
  );

function pairs(before: readonly Hold[], after: readonly Hold[], next: Next): HTMLElement[] {
  return after.map((hold, index) => {
    const old = before.find(({ cart }, at) => cart === hold.cart && at === index) ?? before[index];
    return h(
      "div",
      { class: "pair" },
      card("Old payment intent", old, "old", next),
      h("span", { class: "arrow", "aria-hidden": "true" }, "→"),
      card(
        "New payment intent",
        hold,
        old?.payment_intent_id === hold.payment_intent_id ? "same" : "new",
        next,
      ),
    );
  });
}

function card(title: string, hold: Hold | undefined, role: string, { announce }: Next): HTMLElement {
  if (!hold) return h("div", { class: `card ${role}` }, h("h4", {}, title), h("p", {}, "none"));
  const { payment_intent_id, amount, amount_capturable, status, created_at } = hold;
  const cents = amount_capturable ?? amount;
  return h(
    "div",
    { class: `card ${role}` },
    h("h4", {}, title),
    h(
      "p",
      { class: "id" },
      h("code", {}, payment_intent_id),
      copyButton(payment_intent_id, title.toLowerCase(), announce),
    ),
    h(
      "p",
      {},
      cents === undefined ? "" : `${money(cents)} · `,
      role === "old" ? `was ${words(status ?? "unknown")}` : words(status ?? ""),
      ...(created_at ? [" · placed ", instant(Date.parse(created_at))] : []),
    ),
  );
}

/** Advice by outcome. */
const ADVICE: Record<string, string> = {
  not_sent: "Fix the cause in the message, and retry.",
  rejected: "Fix the cause, and click again: that is a new call with its own key.",
  unknown:
    "Retry with the same key: if the call took effect, its response is returned. Or read the session first.",
  applied: "Do not retry. Read the session: it shows the effect.",
  none: "The call changes nothing. Read the session again.",
};

/** The question that the outcome of a call answers. */
const QUESTION: Record<Action, string> = {
  reauth: "Was a hold placed?",
  capture: "Was money captured?",
  cancel: "Was the hold released?",
};

const UNSURE =
  "An earlier call with this key has an unknown outcome. Until it is known, retry with the same key only, or read the session first.";

/** Shows a FlexError, and the next actions. */
export function failed(error: unknown, next: Next, { action, isUnsure = false }: Intent): HTMLElement {
  if (!FlexError.is(error)) {
    return h(
      "div",
      { class: "result unknown", "data-result": "error" },
      h("h3", {}, "Unexpected error"),
      h("p", {}, String(error)),
    );
  }
  const { kind, outcome, status, code, attempts, retryAfter, path, idempotencyKey, message } = error;
  return h(
    "div",
    { class: `result ${outcome}`, "data-result": "error", "data-outcome": outcome },
    h("h3", {}, h("code", {}, "FlexError"), ` ${words(kind)}`),
    h("p", {}, message),
    h(
      "div",
      { class: "outcome" },
      h("h4", {}, QUESTION[action]),
      h("p", {}, h("code", {}, `outcome: "${outcome}"`), " ", meaning("Outcome", outcome) ?? ""),
      h("p", {}, isUnsure ? UNSURE : (ADVICE[outcome] ?? "")),
    ),
    h(
      "div",
      { class: "next" },
      (outcome === "unknown" || isUnsure) && button("Repeat with the same key", next.repeat),
      outcome !== "rejected" &&
        outcome !== "not_sent" &&
        button("Read the session", next.look, { class: "quiet" }),
    ),
    facts(
      [
        ["kind", `${kind}: ${meaning("ErrorKind", kind) ?? ""}`],
        ["status", status],
        ["code", code],
        ["attempts", attempts],
        ["retry after", retryAfter === undefined ? undefined : span(retryAfter)],
        ["path", path],
        ["idempotency key", idempotencyKey, true],
      ],
      next,
    ),
  );
}

type Fact = [name: string, value: string | number | undefined, copied?: boolean];

function facts(facts: Fact[], { announce }: Next): HTMLElement {
  return h(
    "dl",
    {},
    ...facts
      .filter(([, value]) => value !== undefined)
      .flatMap(([name, value, copied]) => [
        h("dt", {}, name),
        h("dd", {}, String(value), copied ? copyButton(String(value), name, announce) : undefined),
      ]),
  );
}
