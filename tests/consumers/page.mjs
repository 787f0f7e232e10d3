// The matrix in docs/environments.md, between two markers.

import { readFileSync, writeFileSync } from "node:fs";
import { resultsOf, toolsOf, versionsOfRuntimes } from "./matrix.mjs";

const PAGE = new URL("../../docs/environments.md", import.meta.url);
const [BEGIN, END] = ["<!-- matrix -->", "<!-- /matrix -->"];

/** Writes the matrix into the page. */
export function writePage(scenes) {
  const { before, after } = parts();
  const remarks = scenes.flatMap(({ remarks }) => remarks.map((remark) => `${remark}.`));
  const versions = `${versionsOfRuntimes().join(", ")}.`;
  writeFileSync(
    PAGE,
    `${before}${BEGIN}\n${table(scenes)}\n${[versions, ...remarks].join("\n")}\n${END}${after}`,
  );
}

/** Returns true if the page has this table. The versions below it depend on the machine. */
export const isOnPage = (scenes) => parts().matrix.startsWith(`\n${table(scenes)}\n`);

function parts() {
  const text = readFileSync(PAGE, "utf8");
  const [before, rest] = text.split(BEGIN);
  const [matrix, after] = rest?.split(END) ?? [];
  if (after === undefined) throw new Error(`docs/environments.md has no ${BEGIN} … ${END}`);
  return { before, matrix, after };
}

/** Groups scenes by name, tools and results into rows. */
function table(scenes) {
  const rows = new Map();
  for (const scene of scenes) {
    const [name, detail] = scene.name.split(": ");
    const rest = `${toolsOf(scene)} | ${resultsOf(scene)}`;
    const row = rows.get(`${name} ${rest}`) ?? { name, details: [], rest };
    if (detail) row.details.push(detail);
    rows.set(`${name} ${rest}`, row);
  }
  const lines = [...rows.values()].map(({ name, details, rest }) => {
    const colon = details.length > 0 ? ": " : "";
    return `| ${name}${colon}${details.join("; ")} | ${rest} |`;
  });
  return `${["| environment | tool | |", "|---|---|---|", ...lines].join("\n").replaceAll("|  |", "| |")}\n`;
}
