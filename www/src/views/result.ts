// What came of a call: the old and the new payment intents, or what a FlexError says.
import { FlexError, type FlexResponse, type Hold } from "flex-checkout";
import { button, copyButton, h, instant } from "../dom.js";
import { money, span, words } from "../format.js";
import { meaning } from "../models.js";

/** What may be done next. */
export interface Next {
  repeat(): void;
  look(): void;
  said(text: string): void;
}

/** A hold was placed. */
export function placed(before: readonly Hold[], answer: FlexResponse, next: Next): HTMLElement {
  const fresh = answer.holds.filter(
    (hold) => !before.some((old) => old.payment_intent_id === hold.payment_intent_id),
  );
  const headline =
    fresh.length === 0
      ? "The answer has no new payment intent"
      : fresh.length === 1
        ? "A new hold is placed"
        : "New holds are placed";
  const how = [
    answer.attempts === 1 ? "One request." : `${answer.attempts} requests, one idempotency key.`,
    answer.recovered && "The answer was cut off, so the session was read instead of posting again.",
    fresh.length === 0 && "This reauth had been done before, or Flex sent the same intents again.",
  ];
  return h(
    "div",
    { class: "result applied", "data-result": "placed" },
    h("h3", {}, headline),
    h("p", {}, how.filter(Boolean).join(" ")),
    answer.drift ? drifted(answer.drift) : undefined,
    h("div", { class: "pairs" }, ...pairs(before, answer.holds, next)),
    facts([["idempotency key", answer.idempotencyKey ?? "none", true]], next),
  );
}

const drifted = ({ path, expected, found }: NonNullable<FlexResponse["drift"]>) =>
  h(
    "p",
    { class: "drift" },
    h("strong", {}, "Drift: "),
    h("code", {}, path),
    ` was to be ${expected} and is ${found}. Nothing is lost: the session is below as Flex sent it.`,
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

function card(title: string, hold: Hold | undefined, role: string, { said }: Next): HTMLElement {
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
      copyButton(payment_intent_id, title.toLowerCase(), said),
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

/** What is to be done, by what is known of the hold. */
const ADVICE: Record<string, string> = {
  not_sent: "Mend what the message names, and call again.",
  rejected: "Mend the cause, and reauth again: it is a new call with a key of its own.",
  unknown: "Call again with the same key: if the hold was placed, that answer comes back. Or look first.",
  applied: "Do not call again. Read the session: the new payment intent is in it.",
  none: "Nothing was to be placed. Look again.",
};

const UNSURE =
  "How an earlier call with this key ended is not known. Until it is, call again with the same key only, or look first.";

/** What a FlexError says, and what may be done about it. */
export function failed(error: unknown, next: Next, isUnsure = false): HTMLElement {
  if (!FlexError.is(error)) {
    return h(
      "div",
      { class: "result unknown", "data-result": "error" },
      h("h3", {}, "Something else went wrong"),
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
      h("h4", {}, "Was a hold placed?"),
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

function facts(facts: Fact[], { said }: Next): HTMLElement {
  return h(
    "dl",
    {},
    ...facts
      .filter(([, value]) => value !== undefined)
      .flatMap(([name, value, copied]) => [
        h("dt", {}, name),
        h("dd", {}, String(value), copied ? copyButton(String(value), name, said) : undefined),
      ]),
  );
}
