// Whether something grows. A straight line is laid through the samples by the median of the slopes between any two of
// them (Theil and Sen), so that one that is out of line moves it little; what it rises by over all of them is the growth.

const KIB = 1024;

/** What must not stay behind after a call, nor ever: at no quiet moment is there one. */
const NONE = {
  timers: "pending timers",
  listeners: "listeners on signals",
  unhandled: "unhandled rejections",
};

/** By how much it may seem to grow, however long the run: what engines and allocators do by themselves. */
const GROWTH = {
  heap: { what: "JavaScript heap after a collection", tolerance: 1024 * KIB, unit: KIB, unitName: "KiB" },
  external: { what: "memory outside of the heap", tolerance: 1024 * KIB, unit: KIB, unitName: "KiB" },
  rss: { what: "resident memory", tolerance: 16 * 1024 * KIB, unit: KIB, unitName: "KiB" },
  wasm: { what: "WebAssembly memory", tolerance: 0, unit: 64 * KIB, unitName: "pages" },
  handles: { what: "handles of the event loop", tolerance: 16, unit: 1, unitName: "" },
  files: { what: "open files and sockets", tolerance: 16, unit: 1, unitName: "" },
};

/**
 * Judges samples, each with its time in `ms`. What a runtime does not tell is left out. `tolerances` are others than those
 * above, by name and in bytes where it is memory.
 */
export function judge(samples, tolerances = {}) {
  const has = (name) => samples.every((sample) => sample[name] !== undefined);
  const [first, last] = [samples[0], samples.at(-1)];
  const verdicts = [];
  for (const [name, what] of Object.entries(NONE)) {
    if (!has(name)) continue;
    const most = Math.max(...samples.map((sample) => sample[name]));
    verdicts.push({
      name,
      what,
      first: first[name],
      last: last[name],
      found: most,
      tolerance: 0,
      ok: most === 0,
    });
  }
  for (const [name, { what, unit, unitName, ...usual }] of Object.entries(GROWTH)) {
    if (!has(name)) continue;
    const tolerance = tolerances[name] ?? usual.tolerance;
    const found = growth(samples.map((sample) => ({ x: sample.ms, y: sample[name] / unit })));
    verdicts.push({
      name,
      what,
      unit: unitName,
      first: first[name] / unit,
      last: last[name] / unit,
      found,
      tolerance: tolerance / unit,
      ok: found <= tolerance / unit,
    });
  }
  return verdicts;
}

/** By how much the line through the points rises from the first to the last. */
function growth(points) {
  const slopes = points.flatMap((a, index) => points.slice(index + 1).map((b) => (b.y - a.y) / (b.x - a.x)));
  slopes.sort((a, b) => a - b);
  const middle = slopes.length / 2;
  const median = (slopes[Math.floor(middle)] + slopes[Math.ceil(middle) - 1]) / 2;
  return median * (points.at(-1).x - points[0].x);
}

/** A verdict as a row of a table: what, the first and the last value, the growth, what is allowed, and the end of it. */
export function shown({ what, unit, first, last, found, tolerance, ok }) {
  const number = (value) =>
    `${value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 0 })}${unit ? ` ${unit}` : ""}`;
  return [what, number(first), number(last), number(found), number(tolerance), ok ? "met" : "NOT met"];
}
