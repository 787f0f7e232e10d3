// The holds of a session as they lie in time.
import type { Hold } from "flex-checkout";
import { life } from "./models.js";

/** What became of a hold. */
type Fate = "held" | "renewed" | "ended" | "captured" | "pending";

/** A hold in time. */
export interface Bar {
  id: string;
  cart: Hold["cart"];
  amount: number | undefined;
  /** When it was placed, in milliseconds since 1970. */
  placed: number;
  /** When another one took its place, if one did. */
  renewed?: number;
  fate: Fate;
}

const FATES: Record<string, Fate> = { requires_capture: "held", succeeded: "captured", canceled: "ended" };

/** The holds of which it is known when they were placed. */
export function barsOf(holds: readonly Hold[]): Bar[] {
  return holds.flatMap(({ payment_intent_id, cart, status, amount, amount_capturable, created_at }) => {
    const placed = Date.parse(created_at ?? "");
    const fate = FATES[status ?? ""] ?? "pending";
    const held = fate === "held" ? (amount_capturable ?? amount) : amount;
    return Number.isNaN(placed) ? [] : [{ id: payment_intent_id, cart, amount: held, placed, fate }];
  });
}

/** The bars with those of a newer reading: what is no longer there was renewed at that time. */
export function renewedBy(bars: readonly Bar[], holds: readonly Hold[], at: number): Bar[] {
  const fresh = barsOf(holds);
  const past = bars
    .filter(({ id }) => !fresh.some((bar) => bar.id === id))
    .map((bar): Bar => (bar.renewed === undefined ? { ...bar, renewed: at, fate: "renewed" } : bar));
  return [...past.slice(-PAST), ...fresh];
}

/** So many holds that are over are shown. */
const PAST = 6;

/** From when a hold may be dead, and when it surely is. */
export const ends = ({ placed }: Bar) => ({ from: placed + life.shortest, by: placed + life.longest });

/** The span of time that shows all of them and now. */
export function axis(bars: readonly Bar[], now: number): { from: number; to: number } {
  const from = Math.min(now, ...bars.map(({ placed }) => placed));
  const to = Math.max(now, ...bars.map((bar) => bar.renewed ?? ends(bar).by));
  const pad = (to - from) * 0.03;
  return { from: from - pad, to: to + pad };
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Midnights on an axis, few enough to be read. */
export function ticks({ from, to }: { from: number; to: number }, most: number): number[] {
  const step = Math.max(1, Math.ceil((to - from) / DAY / most));
  const found: number[] = [];
  const midnight = new Date(from);
  midnight.setHours(24, 0, 0, 0);
  while (midnight.getTime() < to) {
    found.push(midnight.getTime());
    midnight.setDate(midnight.getDate() + step);
  }
  return found;
}
