// Detects growth. A straight line is fitted to the samples by the median of pairwise slopes (Theil-Sen), so that an
// outlier moves it little; its rise over all samples is the growth.

const KIB = 1024;

/** Resources that no call may leak: zero at every quiet moment. */
const NONE = {
  timers: "pending timers",
  listeners: "listeners on signals",
  unhandled: "unhandled rejections",
};

/** Tolerated growth, however long the run: engines and allocators grow by themselves. */
const GROWTH = {
  heap: { label: "JavaScript heap after a collection", tolerance: 1024 * KIB, unit: KIB, unitName: "KiB" },
  external: { label: "memory outside of the heap", tolerance: 1024 * KIB, unit: KIB, unitName: "KiB" },
  rss: { label: "resident memory", tolerance: 16 * 1024 * KIB, unit: KIB, unitName: "KiB" },
  wasm: { label: "WebAssembly memory", tolerance: 0, unit: 64 * KIB, unitName: "pages" },
  handles: { label: "handles of the event loop", tolerance: 16, unit: 1, unitName: "" },
  files: { label: "open files and sockets", tolerance: 16, unit: 1, unitName: "" },
};

/**
 * Judges samples, each with its time in `ms`. Values that a runtime lacks are left out. `tolerances` overrides those
 * above, by name, memory in bytes.
 */
export function judge(samples, tolerances = {}) {
  const has = (name) => samples.every((sample) => sample[name] !== undefined);
  const [first, last] = [samples[0], samples.at(-1)];
  const verdicts = [];
  for (const [name, label] of Object.entries(NONE)) {
    if (!has(name)) continue;
    const most = Math.max(...samples.map((sample) => sample[name]));
    verdicts.push({
      name,
      label,
      first: first[name],
      last: last[name],
      found: most,
      tolerance: 0,
      ok: most === 0,
    });
  }
  for (const [name, { label, unit, unitName, ...usual }] of Object.entries(GROWTH)) {
    if (!has(name)) continue;
    const tolerance = tolerances[name] ?? usual.tolerance;
    const found = growth(samples.map((sample) => ({ x: sample.ms, y: sample[name] / unit })));
    verdicts.push({
      name,
      label,
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

/** Returns by how much the line through the points rises from the first to the last. */
function growth(points) {
  const slopes = points.flatMap((a, index) => points.slice(index + 1).map((b) => (b.y - a.y) / (b.x - a.x)));
  slopes.sort((a, b) => a - b);
  const middle = slopes.length / 2;
  const median = (slopes[Math.floor(middle)] + slopes[Math.ceil(middle) - 1]) / 2;
  return median * (points.at(-1).x - points[0].x);
}

/** Formats a verdict as a row of a table: label, first and last value, growth, tolerance, result. */
export function shown({ label, unit, first, last, found, tolerance, ok }) {
  const number = (value) =>
    `${value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 0 })}${unit ? ` ${unit}` : ""}`;
  return [label, number(first), number(last), number(found), number(tolerance), ok ? "met" : "NOT met"];
}
