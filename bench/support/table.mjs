// Tables for the terminal and in Markdown.

/** `columns` are headings, `rows` arrays of strings; all but the first column are aligned right. */
export const table = (title, columns, rows, note) => ({ title, columns, rows, note });

/** Formats the table for a terminal. */
export function toText({ title, columns, rows, note }) {
  const widths = columns.map((_, index) =>
    Math.max(...[columns, ...rows].map((row) => String(row[index] ?? "").length)),
  );
  const line = (row) =>
    widths
      .map((width, index) => {
        const cell = String(row[index] ?? "");
        return index === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ");
  const lines = [title, line(columns), ...rows.map(line), ...(note ? [note] : [])];
  return lines.map((line, index) => (index === 0 ? line : `  ${line}`)).join("\n");
}

/** Formats the table for the docs. */
export function toMarkdown({ title, columns, rows, note }) {
  const whole = rows.map((row) => columns.map((_, index) => row[index]));
  const line = (cells) => `| ${cells.map((cell) => String(cell ?? "").replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = `|${columns.map((_, index) => (index === 0 ? "---|" : "---:|")).join("")}`;
  return [`**${title}**`, "", line(columns), rule, ...whole.map(line), ...(note ? ["", note] : [])].join(
    "\n",
  );
}

/** Formats a duration with three digits and its unit. */
export function duration(ms) {
  const [value, unit] = ms >= 1000 ? [ms / 1000, "s"] : ms >= 1 ? [ms, "ms"] : [ms * 1000, "µs"];
  return `${digits(value)} ${unit}`;
}

/** Formats a number with three digits. */
export const digits = (value) =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** Formats a median ratio and its quartiles. */
export const spread = ({ median, p25, p75 }) => `${digits(median)} (${digits(p25)}–${digits(p75)})`;

/** Kilobytes of 1000 bytes. */
export const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
