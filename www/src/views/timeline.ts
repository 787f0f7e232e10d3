// A picture of a session's holds: placed, possibly expired, certainly expired, renewed.
import { axis, type Bar, endOf, ends, ticks } from "../bars.js";
import { h, instant } from "../dom.js";
import { day, money, relative, time } from "../format.js";

const CARTS: Record<Bar["cart"], string> = {
  session: "The order",
  eligible: "Eligible for HSA/FSA",
  non_eligible: "Not eligible",
  invoice: "The invoice",
};

/** The width of a day's name and of the word "now", in pixels. */
const DAY_WIDTH = 84;

/** Draws the picture in this width. Its marks are also words for screen readers. */
export function timeline(bars: readonly Bar[], now: number, width: number): HTMLElement {
  const carts = [...new Set(bars.map(({ cart }) => cart))];
  const span = axis(bars, now);
  const share = (ms: number) => (ms - span.from) / (span.to - span.from);
  const at = (ms: number) => `${(share(ms) * 100).toFixed(3)}%`;
  const room = (bar: Bar) => (share(ends(bar).from) - share(bar.placed)) * width;
  // Its label is on the side with room, and not on a day's.
  const isEarly = share(now) < 0.15;
  const line = h(
    "div",
    { class: isEarly ? "now early" : "now", "aria-hidden": "true" },
    h("span", {}, "now"),
  );
  placed(line, { "--at": at(now) });
  const days = ticks(span, Math.max(2, width / DAY_WIDTH))
    .filter(
      (ms) =>
        Math.abs(share(ms) - share(now)) * width > DAY_WIDTH && (1 - share(ms)) * width > DAY_WIDTH * 0.7,
    )
    .map((ms) => placed(h("span", { class: "tick" }, day(ms)), { "--at": at(ms) }));
  return h(
    "div",
    { class: "lanes" },
    bars.length === 0 &&
      h("p", { class: "empty" }, "No hold to draw: this session holds no money on a card."),
    ...carts.map((cart) =>
      h(
        "section",
        { class: "lane" },
        h("h3", {}, h("span", {}, CARTS[cart]), h("b", {}, held(bars, cart))),
        h(
          "ol",
          { class: "track" },
          ...bars.filter((bar) => bar.cart === cart).map((bar) => draw(bar, now, at, room(bar))),
        ),
      ),
    ),
    bars.length > 0 && h("div", { class: "axis", "aria-hidden": "true" }, ...days),
    bars.length > 0 && line,
  );
}

function held(bars: readonly Bar[], cart: Bar["cart"]): string {
  const last = bars.filter((bar) => bar.cart === cart).at(-1);
  if (last?.amount === undefined) return "";
  return `${money(last.amount)} ${last.fate === "pending" ? "" : last.fate === "ended" ? "no longer held" : last.fate}`;
}

function draw(bar: Bar, now: number, at: (ms: number) => string, room: number): HTMLElement {
  const { from, by } = ends(bar);
  const end = bar.renewed ?? (bar.fate === "captured" ? now : by);
  const words = [`${bar.id}: placed ${time(bar.placed)}`];
  if (bar.renewed !== undefined) words.push(`renewed ${time(bar.renewed)}`);
  else if (bar.fate === "held") {
    words.push(
      `may expire from ${time(from)} (${relative(from, now)})`,
      `expires by ${time(by)} (${relative(by, now)})`,
    );
  } else words.push(bar.fate === "ended" ? "canceled: it holds nothing any more" : bar.fate);
  const description = words.join(", ");
  const item = h(
    "li",
    { class: `bar ${bar.fate}`, title: description },
    h("span", { class: "visually-hidden" }, description),
    h("span", { class: "label", "aria-hidden": "true" }, label(bar, now, room)),
  );
  placed(item, { "--at": at(bar.placed), "--to": at(end) });
  if (bar.renewed === undefined && bar.fate !== "captured") {
    // The position in the bar from which the hold may be expired.
    const sure = ((from - bar.placed) / (by - bar.placed)) * 100;
    placed(item, { "--sure": `${sure.toFixed(2)}%` });
  }
  return item;
}

/** Returns a bar's label: the day only if it fits before the bar fades. */
function label(bar: Bar, now: number, room: number): string {
  const { fate, placed } = bar;
  if (fate === "held") return room > LABEL_WIDTH ? `held since ${day(placed)}` : "held";
  return fate === "ended" ? endOf(bar, now) : fate;
}

/** The width of `held since Nov 23`, in pixels. */
const LABEL_WIDTH = 150;

/** Describes the session's money in a sentence, with its severity. */
export function fate(bars: readonly Bar[], now: number): { words: (Node | string)[]; grade: string } {
  const live = bars.filter(({ renewed }) => renewed === undefined);
  const [first] = live.filter((bar) => bar.fate === "held").sort((one, two) => one.placed - two.placed);
  if (first) {
    const { from, by } = ends(first);
    return now < from
      ? { words: ["Held until ", instant(from), ` at least, ${relative(from, now)}.`], grade: "held" }
      : {
          words: ["May have expired already, and surely has by ", instant(by), `, ${relative(by, now)}.`],
          grade: "fading",
        };
  }
  const ended = live.find((bar) => bar.fate === "ended");
  if (ended) {
    const how = { canceled: "was canceled", expired: "has expired", ended: "was canceled or has expired" };
    const sentence = `The hold ${how[endOf(ended, now)]}: nothing can be captured.`;
    const isOver = endOf(ended, now) === "canceled";
    return { words: [isOver ? sentence : `${sentence} A reauth renews an expired hold.`], grade: "ended" };
  }
  const isCaptured = live.some((bar) => bar.fate === "captured");
  const sentence = isCaptured
    ? "The money is captured: there is no hold to renew."
    : "No money is known to be held.";
  return { words: [sentence], grade: "" };
}

function placed<Kind extends HTMLElement>(element: Kind, properties: Record<string, string>): Kind {
  for (const [name, value] of Object.entries(properties)) element.style.setProperty(name, value);
  return element;
}

/** Draws the split of the money between the carts as a bar, if there is one. */
export function split(bars: readonly Bar[]): HTMLElement | undefined {
  const live = bars.filter(({ renewed, amount }) => renewed === undefined && amount);
  const total = live.reduce((sum, { amount = 0 }) => sum + amount, 0);
  if (live.length < 2 || total === 0) return undefined;
  return h(
    "div",
    { class: "split" },
    ...live.map(({ cart, amount = 0 }) =>
      placed(h("span", { class: `share ${cart}` }, `${CARTS[cart]} ${money(amount)}`), {
        "--share": String(amount / total),
      }),
    ),
  );
}
