// Readable money and times, in the reader's time zone.

const DOLLARS = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const DAY = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric" });
const MINUTE = new Intl.DateTimeFormat("en-US", {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const AGO = new Intl.RelativeTimeFormat("en-US", { numeric: "always" });

/** Formats cents as `$184.50`. */
export const money = (cents: number): string => DOLLARS.format(cents / 100);

/** Formats a time as `Nov 23, 14:05`. */
export const time = (ms: number): string => MINUTE.format(ms);

/** Formats a time as `Nov 23`. */
export const day = (ms: number): string => DAY.format(ms);

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** Formats a distance in time: `in 50 minutes`, `2 days ago`. */
export function relative(ms: number, now: number): string {
  const away = ms - now;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(away) >= size) ?? ["second", 1000];
  return AGO.format(Math.trunc(away / size), unit);
}

/** Formats a short duration: `850 ms`, `2.4 s`. */
export const span = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;

/** Formats a status or a kind: `requires_capture` is `requires capture`. */
export const words = (name: string): string => name.replaceAll("_", " ");
