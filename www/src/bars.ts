// The holds of a session over time.
import type { Hold } from "flex-checkout";
import { life } from "./models.js";

/** The state of a hold. */
type Fate = "held" | "renewed" | "ended" | "captured" | "pending";

/** A hold over time. */
export interface Bar {
  id: string;
  cart: Hold["cart"];
  amount: number | undefined;
  /** When it was placed, in milliseconds since 1970. */
  placed: number;
  /** When another one replaced it. */
  renewed?: number;
  fate: Fate;
}

const FATES: Record<string, Fate> = { requires_capture: "held", succeeded: "captured", canceled: "ended" };

/** Returns the holds with a known start. */
export function barsOf(holds: readonly Hold[]): Bar[] {
  return holds.flatMap(({ payment_intent_id, cart, status, amount, amount_capturable, created_at }) => {
    const placed = Date.parse(created_at ?? "");
    const fate = FATES[status ?? ""] ?? "pending";
    const held = fate === "held" ? (amount_capturable ?? amount) : amount;
    return Number.isNaN(placed) ? [] : [{ id: payment_intent_id, cart, amount: held, placed, fate }];
  });
}

/** Returns the money that these holds keep and that is not captured, in cents. */
export const heldOf = (holds: readonly Hold[]): number =>
  holds.filter(isHeld).reduce((sum, { amount_capturable = 0 }) => sum + amount_capturable, 0);

/** Returns true for a hold that can be captured. */
export const isHeld = ({ status }: Hold): boolean => status === "requires_capture";

/** Returns how a hold ended: canceled before it can have expired, expired, or one of both. */
export function endOf(bar: Bar, now: number): "canceled" | "expired" | "ended" {
  const { from, by } = ends(bar);
  if (now < from) return "canceled";
  return now < by ? "ended" : "expired";
}

/** Returns the bars with those of a newer read: missing ones were renewed at that time. */
export function renewedBy(bars: readonly Bar[], holds: readonly Hold[], at: number): Bar[] {
  const fresh = barsOf(holds);
  const past = bars
    .filter(({ id }) => !fresh.some((bar) => bar.id === id))
    .map((bar): Bar => (bar.renewed === undefined ? { ...bar, renewed: at, fate: "renewed" } : bar));
  return [...past.slice(-PAST), ...fresh];
}

/** Number of past holds that are shown. */
const PAST = 6;

/** The time from which a hold may be expired, and the time at which it certainly is. */
export const ends = ({ placed }: Bar) => ({ from: placed + life.shortest, by: placed + life.longest });

/** Returns the span of time that contains all of them and now. */
export function axis(bars: readonly Bar[], now: number): { from: number; to: number } {
  const from = Math.min(now, ...bars.map(({ placed }) => placed));
  const to = Math.max(now, ...bars.map((bar) => bar.renewed ?? ends(bar).by));
  const pad = (to - from) * 0.03;
  return { from: from - pad, to: to + pad };
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Returns midnights on an axis, few enough to be read. */
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
