// Tables: for the terminal, and the same in Markdown.

/** `columns` are headings, `rows` arrays of text; all but the first column stand to the right. */
export const table = (title, columns, rows, note) => ({ title, columns, rows, note });

/** The table as it shows on a terminal. */
export function toText({ title, columns, rows, note }) {
  const widths = columns.map((_, index) =>
    Math.max(...[columns, ...rows].map((row) => String(row[index] ?? "").length)),
  );
  const line = (row) =>
    widths
      .map((width, index) => {
        const text = String(row[index] ?? "");
        return index === 0 ? text.padEnd(width) : text.padStart(width);
      })
      .join("  ");
  const lines = [title, line(columns), ...rows.map(line), ...(note ? [note] : [])];
  return lines.map((text, index) => (index === 0 ? text : `  ${text}`)).join("\n");
}

/** The table as it stands in the docs. */
export function toMarkdown({ title, columns, rows, note }) {
  const whole = rows.map((row) => columns.map((_, index) => row[index]));
  const line = (cells) => `| ${cells.map((cell) => String(cell ?? "").replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = `|${columns.map((_, index) => (index === 0 ? "---|" : "---:|")).join("")}`;
  return [`**${title}**`, "", line(columns), rule, ...whole.map(line), ...(note ? ["", note] : [])].join(
    "\n",
  );
}

/** A duration with three digits and its unit. */
export function duration(ms) {
  const [value, unit] = ms >= 1000 ? [ms / 1000, "s"] : ms >= 1 ? [ms, "ms"] : [ms * 1000, "µs"];
  return `${digits(value)} ${unit}`;
}

/** A number with three digits. */
export const digits = (value) =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** A median ratio and its quartiles. */
export const spread = ({ median, p25, p75 }) => `${digits(median)} (${digits(p25)}–${digits(p75)})`;

/** Kilobytes of a thousand bytes. */
export const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
