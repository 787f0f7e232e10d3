// The page: its state, its views and its actions.
import { type CaptureParams, FlexError, type FlexResponse } from "flex-checkout";
import type { ReauthMode } from "flex-checkout/testing";
import type { Backend, Listed } from "./backend.js";
import { DemoWorker } from "./backends/worker.js";
import { type Bar, barsOf, isHeld, renewedBy } from "./bars.js";
import { codeFor, type Ending } from "./code.js";
import { type Changes, changes } from "./diff.js";
import { button, copyButton, h, part } from "./dom.js";
import { money, words } from "./format.js";
import { type Action, type Intent, intend, onOtherTab, unfinished } from "./intent.js";
import { life } from "./models.js";
import { modes } from "./modes.js";
import { type Scenario, scenarios } from "./scenarios.js";
import { callInstead, gateway, look, send } from "./send.js";
import { GivenToken, type Shop } from "./shop.js";
import { Progress } from "./views/progress.js";
import { done, failed } from "./views/result.js";
import * as list from "./views/sessions.js";
import { highlighted } from "./views/snippet.js";
import { fate, split, timeline } from "./views/timeline.js";
import { Tree } from "./views/tree.js";

const DAY = 86_400_000;

/** The buttons that call Flex. */
const callButtons = {
  reauth: part<HTMLButtonElement>("reauth"),
  captureHalf: part<HTMLButtonElement>("capture-half"),
  capture: part<HTMLButtonElement>("capture"),
  cancel: part<HTMLButtonElement>("cancel-hold"),
};
const stopButton = part<HTMLButtonElement>("stop");
const passButton = part<HTMLButtonElement>("pass");
const progress = new Progress(part("progress"));
const tree = new Tree(part("tree"), part("docs"));

let demo: Backend | null = null;
let shop: Shop | null = null;
let sessions: Listed[] = [];
let scenario: Scenario = scenarios[0];
let language: "typescript" | "rust" = "typescript";
let ending: Ending = "done";
/** The last call, whose code is shown. */
let last: Pick<Intent, "action" | "params"> = { action: "reauth" };
/** Aborts the call in flight. */
let running: AbortController | null = null;
/** Has the focus after the wait for a call was stopped. */
let clicked = callButtons.reauth;

/** Each call in words: in progress, as announced, and failed. */
const WORDS: Record<Action, { button: string; busy: string; begun: string; done: string; failed: string }> = {
  reauth: {
    button: "Reauth",
    busy: "Placing a hold …",
    begun: "Placing a new hold",
    done: "A new hold is placed",
    failed: "The reauth failed.",
  },
  capture: {
    button: "Capture all",
    busy: "Capturing …",
    begun: "Capturing the money",
    done: "Captured from",
    failed: "The capture failed.",
  },
  cancel: {
    button: "Cancel the hold",
    busy: "Canceling …",
    begun: "Canceling the hold",
    done: "The hold is released",
    failed: "The cancel failed.",
  },
};

/** The shown session. */
let id = "";
let answer: FlexResponse | null = null;
let bars: Bar[] = [];
/** The time by which the sandbox's clock of each session is ahead. */
const ahead = new Map<string, number>();
const now = () => Date.now() + (ahead.get(id) ?? 0);

const announce = (message: string): void => {
  part("announced").textContent = message;
};

// --- Views ---

function showAnswer(next: FlexResponse, marked: Changes): void {
  const { checkout_session_id, amount_total, status, mode } = next.data;
  answer = next;
  const listed = sessions.find((session) => session.id === id);
  part("title").textContent = listed ? words(listed.kind) : "Checkout session";
  part("id").textContent = checkout_session_id;
  part("copy-id").replaceChildren(copyButton(checkout_session_id, "session id", announce));
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
  const figure = part("timeline");
  figure.replaceChildren(timeline(bars, now(), figure.clientWidth));
}

function showCode(): void {
  const { timeout } = scenario;
  const code = codeFor({ session: id, gateway: absolute(gateway), timeout, ending, ...last })[language];
  part("code").replaceChildren(...highlighted(code));
  part("code").setAttribute("aria-labelledby", `tab-${language}`);
  part("copy-code").replaceChildren(copyButton(code, "the code", announce));
}

/** A page accepts a path as base URL; a Rust program needs an address. */
const absolute = (address: string): string =>
  language === "rust" ? new URL(address, location.href).href : address;

function showBusy(busy: boolean): void {
  for (const callButton of Object.values(callButtons)) {
    // Not disabled, which would lose the focus: a click during the call does nothing.
    callButton.setAttribute("aria-disabled", String(busy));
    callButton.disabled = answer === null;
  }
  const half = answer ? halfOf(answer) : undefined;
  callButtons.captureHalf.disabled = half === undefined;
  for (const action of ["reauth", "capture", "cancel"] as const) {
    const { busy: begun, button } = WORDS[action];
    callButtons[action].textContent = busy && last.action === action ? begun : button;
  }
  if (!busy && document.activeElement === stopButton) clicked.focus();
  stopButton.disabled = !busy;
  passButton.disabled = busy;
  part<HTMLFieldSetElement>("assumption").disabled = busy;
  part<HTMLFieldSetElement>("sandbox").disabled = busy;
  part("chosen").setAttribute("aria-busy", String(busy));
}

/** Shows a failure, with a button that retries. */
function showProblem(message: string | null, again?: () => void): void {
  const problem = part("problem");
  problem.hidden = message === null;
  problem.replaceChildren(
    message ?? "",
    ...(again ? [" ", button("Try again", again, { class: "quiet" })] : []),
  );
}

async function showCounts(): Promise<void> {
  if (!demo) return;
  const entry = await demo.session(id);
  const { holds_placed, captures_made, captured_cents, idempotency_keys, requests } = entry;
  showMode(entry.reauth_mode);
  const listed = sessions.find((session) => session.id === id);
  if (listed) listed.holds_placed = holds_placed;
  list.draw(part("sessions"), sessions, id);
  const counted = part("counts");
  counted.dataset.holds = String(holds_placed);
  const captured = captures_made > 0 && `${plural(captures_made, "capture")} of ${money(captured_cents)}`;
  const effects = [plural(holds_placed, "hold"), captured].filter(Boolean).join(" and ");
  counted.textContent = `Counted by the sandbox: ${effects} by ${plural(idempotency_keys, "key")} in ${plural(requests.POST ?? 0, "POST")}`;
}

/** Shows the effect of a reauth on the session's live hold. */
function showMode(mode: ReauthMode): void {
  part("about-mode").textContent = modes.find(({ name }) => name === mode)?.about ?? "";
  for (const radio of part("modes").querySelectorAll("input")) radio.checked = radio.value === mode;
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

// --- Actions ---

/** Selects a session, and reads it. */
async function choose(chosen: string): Promise<void> {
  if (!shop || running) return;
  id = chosen;
  answer = null;
  showBusy(false);
  progress.begin();
  part("result").replaceChildren(
    h("p", { class: "empty" }, "No call yet. Each request and each wait will appear here."),
  );
  list.draw(part("sessions"), sessions, id);
  ending = "done";
  last = { action: "reauth" };
  showCode();
  await read();
}

/** Reads the selected session, and marks changes. */
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
    if (of === id) showProblem(`The session could not be read. ${messageOf(error)}`, read);
  } finally {
    if (of === id) showBusy(running !== null);
  }
}

/** The products of every session of the sandbox: an eligible one, and another. */
const PRODUCTS = { eligible: "fprod_1", other: "fprod_2" };

/** Returns a capture of half of the held money; undefined if nothing is held. */
function halfOf({ holds }: FlexResponse): CaptureParams | undefined {
  const line_items = holds
    .filter((hold) => isHeld(hold) && hold.amount_capturable)
    .map(({ cart, amount_capturable = 0 }) => ({
      product: cart === "non_eligible" ? PRODUCTS.other : PRODUCTS.eligible,
      amount_to_capture: Math.ceil(amount_capturable / 2),
    }));
  return line_items.length > 0 ? { line_items, final_capture: false } : undefined;
}

/** Sends what was clicked, or the call in flight or with an unknown outcome that it repeats. */
function call(action: Action, clickedButton: HTMLButtonElement, params?: CaptureParams): void {
  if (!running) clicked = clickedButton;
  void run({ params, ...intend(id, answer, action) });
}

/** Sends an intended call, perhaps again, and shows its effect. */
async function run(intent: Intent, isRepeated = false): Promise<void> {
  if (!shop || running) return;
  const { action, params } = intent;
  const words = WORDS[action];
  const before = answer;
  // The repeated call's outcome is unknown, and a rejection does not change that.
  const next = { repeat: () => run({ ...intent, isUnsure: true }, true), look: read, announce };
  running = new AbortController();
  last = { action, params };
  showBusy(true);
  progress.begin();
  part("result").replaceChildren();
  announce(words.begun);
  try {
    const { signal } = running;
    if (!isRepeated) await demo?.misbehave(id, scenario.faults);
    const onEvent = progress.add.bind(progress);
    const changed = await send(shop, intent, { signal, timeout: scenario.timeout, onEvent });
    progress.end(false);
    ending = changed.drift ? "drift" : "done";
    bars = renewedBy(bars, changed.holds, now());
    const marked = before ? changes(before.data, changed.data) : new Map();
    part("result").replaceChildren(done(action, before, changed, next));
    showAnswer(changed, marked);
    announce(`${words.done}: ${changed.holds.map((hold) => hold.payment_intent_id).join(", ")}`);
  } catch (error) {
    progress.end(true);
    ending = FlexError.is(error) ? endingOf(error) : ending;
    part("result").replaceChildren(failed(error, next, intent));
    announce(`${words.failed} ${messageOf(error)}`);
  } finally {
    running = null;
    showBusy(false);
    showCode();
    await showCounts().catch((error) => showProblem(messageOf(error)));
  }
}

const endingOf = ({ outcome }: FlexError): Ending =>
  outcome === "unknown" || outcome === "applied" ? outcome : "rejected";

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Lets a day pass on the sandbox's clock of this session. */
async function pass(): Promise<void> {
  ahead.set(id, (ahead.get(id) ?? 0) + DAY);
  await demo?.pass(id, ahead.get(id) ?? 0, life.longest);
  await read();
  announce("A day has passed");
}

// --- Start ---

/** Sets the effect of a reauth on the session's live hold. */
async function assume(mode: ReauthMode): Promise<void> {
  try {
    const listed = await demo?.assume(id, mode);
    if (listed) showMode(listed.reauth_mode);
  } catch (error) {
    showProblem(messageOf(error));
  }
}

/** Returns the label of a radio button. */
function choice(name: string, value: string, label: string, chosen: () => void): HTMLElement {
  const radio = h("input", { type: "radio", name, value });
  radio.addEventListener("change", chosen);
  return h("label", {}, radio, h("span", {}, label));
}

function offerModes(): void {
  part("modes").replaceChildren(
    ...modes.map(({ name, label }) => choice("mode", name, label, () => void assume(name))),
  );
}

function offerScenarios(): void {
  const about = part("about");
  const show = (one: Scenario): void => {
    scenario = one;
    about.textContent = one.about;
    showCode();
  };
  part("scenarios").replaceChildren(
    ...scenarios.map((one) => choice("scenario", one.name, one.label, () => show(one))),
  );
  part("scenarios").querySelector("input")?.click();
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

/** The session and token in the fragment, which no server receives: `#session=fcs_…&token=eyJ…`. */
const fragment = new URLSearchParams(location.hash.slice(1));

async function begin(): Promise<void> {
  offerModes();
  offerScenarios();
  offerLanguages();
  const { reauth, captureHalf, capture, cancel } = callButtons;
  reauth.addEventListener("click", () => call("reauth", reauth));
  captureHalf.addEventListener("click", () =>
    call("capture", captureHalf, answer ? halfOf(answer) : undefined),
  );
  capture.addEventListener("click", () => call("capture", capture));
  cancel.addEventListener("click", () => call("cancel", cancel));
  stopButton.addEventListener("click", () => running?.abort(new Error("Stop waiting was pressed")));
  passButton.addEventListener("click", pass);
  onOtherTab(() => {
    if (!running && answer) void read();
  });
  const online = (): void => {
    part("offline").hidden = navigator.onLine;
  };
  // The sandbox in the page needs no network.
  if (!IN_PAGE) {
    for (const event of ["online", "offline"]) addEventListener(event, online);
    online();
  }
  // The picture names as many days as fit.
  addEventListener("resize", () => {
    part("timeline").classList.remove("fresh");
    if (answer) showHolds();
  });
  await load();
}

/** Finds the page's backend, which is null if the page has a gateway and no sandbox. */
async function findBackend(): Promise<Backend | null> {
  if (IN_PAGE) {
    const { SandboxInPage } = await import("./backends/page.js");
    const backend = new SandboxInPage();
    callInstead(backend.client);
    return backend;
  }
  const isElsewhere = !gateway.startsWith("/");
  return isElsewhere || fragment.has("token") ? null : DemoWorker.find();
}

/** Finds the backend, and shows a first session. */
async function load(): Promise<void> {
  const form = part<HTMLFormElement>("given");
  try {
    demo = await findBackend();
    sessions = (await demo?.sessions()) ?? [];
  } catch (error) {
    part("sessions").replaceChildren(h("p", { class: "empty" }, "The sessions could not be loaded."));
    return showProblem(`The list of sessions could not be loaded. ${messageOf(error)}`, load);
  }
  showProblem(null);
  part("backend").textContent = demo?.name ?? `Gateway at ${gateway}`;
  part("sessions").removeAttribute("aria-busy");
  part("sandbox").hidden = demo === null;
  part("faults").hidden = demo === null;
  part("assumption").hidden = demo === null;
  passButton.hidden = demo === null;
  // Only the sandbox's products are known here.
  callButtons.captureHalf.hidden = demo === null;
  form.hidden = demo !== null;
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
    await takeToken(form);
  }
}

/** Takes session and token from the form, which the fragment may have filled in. */
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

/** The page was left during a call. The same key again takes no second effect. */
async function recover(pending: Intent): Promise<void> {
  await run(pending, true);
  part("result").prepend(
    h(
      "p",
      { class: "notice", "data-recovered": "" },
      "The page was left during a call, which was repeated with the same key.",
    ),
  );
}

void begin();
