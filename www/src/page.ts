// The page: what is chosen, what is shown, what a click does.
import { FlexError, type FlexResponse } from "flex-checkout";
import { type Bar, barsOf, renewedBy } from "./bars.js";
import { codeFor, type Ending } from "./code.js";
import { type Changes, changes } from "./diff.js";
import { button, copyButton, h, part } from "./dom.js";
import { money, words } from "./format.js";
import { type Intent, intend, onOtherTab, unfinished } from "./intent.js";
import { life } from "./models.js";
import { gateway, look, renew } from "./renew.js";
import { type Scenario, scenarios } from "./scenarios.js";
import { Demo, GivenToken, type Listed, type Shop } from "./shop.js";
import { Progress } from "./views/progress.js";
import { failed, placed } from "./views/result.js";
import * as list from "./views/sessions.js";
import { highlighted } from "./views/snippet.js";
import { fate, split, timeline } from "./views/timeline.js";
import { Tree } from "./views/tree.js";

const DAY = 86_400_000;

const reauthButton = part<HTMLButtonElement>("reauth");
const cancelButton = part<HTMLButtonElement>("cancel");
const passButton = part<HTMLButtonElement>("pass");
const progress = new Progress(part("progress"));
const tree = new Tree(part("tree"), part("docs"));

let demo: Demo | null = null;
let shop: Shop | null = null;
let sessions: Listed[] = [];
let scenario: Scenario = scenarios[0];
let language: "typescript" | "rust" = "typescript";
let ending: Ending = "placed";
/** Ends the call that is under way. */
let running: AbortController | null = null;

/** The session that is shown. */
let id = "";
let answer: FlexResponse | null = null;
let bars: Bar[] = [];
/** How far the sandbox's clock of each session is ahead. */
const ahead = new Map<string, number>();
const now = () => Date.now() + (ahead.get(id) ?? 0);

const say = (text: string): void => {
  part("said").textContent = text;
};

// --- What is shown ---

function showAnswer(next: FlexResponse, marked: Changes): void {
  const { checkout_session_id, amount_total, status, mode } = next.data;
  answer = next;
  const listed = sessions.find((session) => session.id === id);
  part("title").textContent = listed ? words(listed.kind) : "Checkout session";
  part("id").textContent = checkout_session_id;
  part("copy-id").replaceChildren(copyButton(checkout_session_id, "session id", say));
  part("amount").textContent = money(amount_total);
  part("state").textContent = `${words(mode)}, ${words(status)}`;
  tree.draw(next.data, marked);
  part("timeline").classList.toggle("fresh", marked.size > 0);
  showHolds();
}

function showHolds(): void {
  part("split").replaceChildren(...[split(bars)].filter((it) => it !== undefined));
  const { words, grade } = fate(bars, now());
  part("fate").replaceChildren(...words);
  part("fate").className = `fate ${grade}`;
  const place = part("timeline");
  place.replaceChildren(timeline(bars, now(), place.clientWidth));
}

function showCode(): void {
  const code = codeFor({ session: id, gateway: absolute(gateway), timeout: scenario.timeout, ending })[
    language
  ];
  part("code").replaceChildren(...highlighted(code));
  part("code").setAttribute("aria-labelledby", `tab-${language}`);
  part("copy-code").replaceChildren(copyButton(code, "the code", say));
}

/** What a page takes as a path, a program in Rust needs in full. */
const absolute = (address: string): string =>
  language === "rust" ? new URL(address, location.href).href : address;

function showBusy(busy: boolean): void {
  // Not disabled, which would lose the focus: a click meanwhile does nothing.
  reauthButton.setAttribute("aria-disabled", String(busy));
  reauthButton.disabled = answer === null;
  reauthButton.textContent = busy ? "Placing a hold …" : "Reauth";
  if (!busy && document.activeElement === cancelButton) reauthButton.focus();
  cancelButton.disabled = !busy;
  passButton.disabled = busy;
  part<HTMLFieldSetElement>("sandbox").disabled = busy;
  part("chosen").setAttribute("aria-busy", String(busy));
}

/** Says what failed, with a button that tries again. */
function showProblem(text: string | null, again?: () => void): void {
  const problem = part("problem");
  problem.hidden = text === null;
  problem.replaceChildren(
    text ?? "",
    ...(again ? [" ", button("Try again", again, { class: "quiet" })] : []),
  );
}

async function showCounts(): Promise<void> {
  if (!demo) return;
  const { holds_placed, idempotency_keys, requests } = await demo.session(id);
  const listed = sessions.find((session) => session.id === id);
  if (listed) listed.holds_placed = holds_placed;
  list.draw(part("sessions"), sessions, id);
  const counted = part("counts");
  counted.dataset.holds = String(holds_placed);
  counted.textContent = `Counted by the sandbox: ${plural(holds_placed, "hold")} by ${plural(idempotency_keys, "key")} in ${plural(requests.POST ?? 0, "POST")}`;
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

// --- What is done ---

/** Chooses a session, and reads it. */
async function choose(chosen: string): Promise<void> {
  if (!shop || running) return;
  id = chosen;
  answer = null;
  showBusy(false);
  progress.begin();
  part("result").replaceChildren(
    h("p", { class: "empty" }, "Nothing was called yet. Each request and each wait will show here."),
  );
  list.draw(part("sessions"), sessions, id);
  ending = "placed";
  showCode();
  await read();
}

/** Reads the session that is chosen, and marks what has changed. */
async function read(): Promise<void> {
  if (!shop) return;
  const of = id;
  try {
    const before = answer;
    const next = await look(shop, of);
    if (of !== id) return;
    showProblem(null);
    bars = before ? renewedBy(bars, next.holds, now()) : barsOf(next.holds);
    showAnswer(next, before ? changes(before.data, next.data) : new Map());
    await showCounts();
  } catch (error) {
    if (of === id) showProblem(`The session could not be read. ${said(error)}`, read);
  } finally {
    if (of === id) showBusy(running !== null);
  }
}

/** Places a new hold: the one that renews what is shown, or the one whose end is not known. */
async function reauth(repeated?: Intent): Promise<void> {
  if (!shop || running) return;
  const before = answer?.holds ?? [];
  const intent =
    repeated ??
    intend(
      id,
      before.map((hold) => hold.payment_intent_id),
    );
  // What is repeated ended without anyone knowing how, and a refusal does not change that.
  const next = { repeat: () => reauth({ ...intent, isUnsure: true }), look: read, said: say };
  running = new AbortController();
  showBusy(true);
  progress.begin();
  part("result").replaceChildren();
  say("Placing a new hold");
  try {
    const { signal } = running;
    if (!repeated) await demo?.misbehave(id, scenario.faults);
    const onEvent = progress.add.bind(progress);
    const renewed = await renew(shop, intent, { signal, timeout: scenario.timeout, onEvent });
    progress.end(false);
    ending = renewed.drift ? "drift" : "placed";
    bars = renewedBy(bars, renewed.holds, now());
    const marked = answer ? changes(answer.data, renewed.data) : new Map();
    part("result").replaceChildren(placed(before, renewed, next));
    showAnswer(renewed, marked);
    say(`A new hold is placed: ${renewed.holds.map((hold) => hold.payment_intent_id).join(", ")}`);
  } catch (error) {
    progress.end(true);
    ending = FlexError.is(error) ? endingOf(error) : ending;
    part("result").replaceChildren(failed(error, next, intent.isUnsure));
    say(`No session came back. ${said(error)}`);
  } finally {
    running = null;
    showBusy(false);
    showCode();
    await showCounts().catch((error) => showProblem(said(error)));
  }
}

const endingOf = ({ outcome }: FlexError): Ending =>
  outcome === "unknown" || outcome === "applied" ? outcome : "rejected";

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Lets a day pass by the sandbox's clock of this session. */
async function pass(): Promise<void> {
  ahead.set(id, (ahead.get(id) ?? 0) + DAY);
  await demo?.pass(id, ahead.get(id) ?? 0, life.longest);
  await read();
  say("A day has passed");
}

// --- How it begins ---

function offerScenarios(): void {
  const about = part("about");
  const show = (one: Scenario): void => {
    scenario = one;
    about.textContent = one.about;
    showCode();
  };
  part("scenarios").replaceChildren(
    ...scenarios.map((one, index) => {
      const radio = h("input", { type: "radio", name: "scenario", value: one.name });
      radio.checked = index === 0;
      radio.addEventListener("change", () => show(one));
      return h("label", {}, radio, h("span", {}, one.label));
    }),
  );
  show(scenarios[0]);
}

function offerLanguages(): void {
  const tabs = [...part("languages").querySelectorAll<HTMLElement>("[role=tab]")];
  const choose = (tab: HTMLElement): void => {
    language = tab.id === "tab-rust" ? "rust" : "typescript";
    for (const other of tabs) {
      other.setAttribute("aria-selected", String(other === tab));
      other.tabIndex = other === tab ? 0 : -1;
    }
    showCode();
  };
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", ({ key }) => {
      const other = key === "ArrowRight" || key === "ArrowLeft" ? tabs[1 - index] : undefined;
      if (other) {
        choose(other);
        other.focus();
      }
    });
  }
}

/** The session and token of the fragment, which no server sees: `#session=fcs_…&token=eyJ…`. */
const fragment = new URLSearchParams(location.hash.slice(1));

async function begin(): Promise<void> {
  offerScenarios();
  offerLanguages();
  reauthButton.addEventListener("click", () => reauth());
  cancelButton.addEventListener("click", () => running?.abort(new Error("Cancel was pressed")));
  passButton.addEventListener("click", pass);
  onOtherTab(() => {
    if (!running && answer) void read();
  });
  const online = (): void => {
    part("offline").hidden = navigator.onLine;
  };
  for (const event of ["online", "offline"]) addEventListener(event, online);
  online();
  // The picture names as many days as there is room for.
  addEventListener("resize", () => {
    part("timeline").classList.remove("fresh");
    if (answer) showHolds();
  });
  await load();
}

/** Finds out where tokens come from, and shows a first session. */
async function load(): Promise<void> {
  const given = part<HTMLFormElement>("given");
  const isElsewhere = !gateway.startsWith("/");
  try {
    demo = isElsewhere || fragment.has("token") ? null : await Demo.find();
    sessions = (await demo?.sessions()) ?? [];
  } catch (error) {
    part("sessions").replaceChildren(h("p", { class: "empty" }, "They could not be had."));
    return showProblem(`The list of sessions could not be had. ${said(error)}`, load);
  }
  showProblem(null);
  part("sessions").removeAttribute("aria-busy");
  part("sandbox").hidden = demo === null;
  part("faults").hidden = demo === null;
  passButton.hidden = demo === null;
  given.hidden = demo !== null;
  if (demo) {
    shop = demo;
    part("sessions").addEventListener(
      "change",
      ({ target }) => void choose((target as HTMLInputElement).value),
    );
    if (sessions.length === 0) {
      part("sessions").replaceChildren(h("p", { class: "empty" }, "The sandbox has no sessions."));
      part("title").textContent = "No session";
      return;
    }
    const pending = unfinished();
    const first = [pending?.session, fragment.get("session"), sessions[0]?.id].find((id) =>
      sessions.some((session) => session.id === id),
    );
    await choose(first ?? "");
    if (pending && pending.session === id) await recover(pending);
  } else {
    await takeToken(given);
  }
}

/** Takes session and token from the form, which the fragment may have filled. */
async function takeToken(form: HTMLFormElement): Promise<void> {
  part("title").textContent = "No session yet";
  const show = async (): Promise<void> => {
    const fields = new FormData(form);
    shop = new GivenToken(String(fields.get("token")).trim());
    await choose(String(fields.get("session")).trim());
    const pending = unfinished();
    if (pending && pending.session === id) await recover(pending);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void show();
  });
  for (const [name, value] of fragment) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
  }
  if (fragment.has("session") && fragment.has("token")) await show();
}

/** The page was left while a reauth was under way. The same key again places no second hold. */
async function recover(pending: Intent): Promise<void> {
  await reauth(pending);
  part("result").prepend(
    h(
      "p",
      { class: "notice", "data-recovered": "" },
      "This page was left while a reauth was under way. It was repeated with the same key.",
    ),
  );
}

void begin();
