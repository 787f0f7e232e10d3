// The matrix as the README shows it, between two markers.

import { readFileSync, writeFileSync } from "node:fs";
import { placesOf, toolsOf, versionsOfPlaces } from "./matrix.mjs";

const README = new URL("../../README.md", import.meta.url);
const [BEGIN, END] = ["<!-- matrix -->", "<!-- /matrix -->"];

/** Writes the matrix into the README. */
export function writeReadme(scenes) {
  const { before, after } = parts();
  const remarks = scenes.flatMap(({ remarks }) => remarks.map((remark) => `${remark}.`));
  const versions = `${versionsOfPlaces().join(", ")}.`;
  writeFileSync(
    README,
    `${before}${BEGIN}\n${table(scenes)}\n${[versions, ...remarks].join("\n")}\n${END}${after}`,
  );
}

/** Whether the README has this table. What stands below it depends on the machine, and on every byte of the package. */
export const isInReadme = (scenes) => parts().matrix.startsWith(`\n${table(scenes)}\n`);

function parts() {
  const text = readFileSync(README, "utf8");
  const [before, rest] = text.split(BEGIN);
  const [matrix, after] = rest?.split(END) ?? [];
  if (after === undefined) throw new Error(`README.md has no ${BEGIN} … ${END}`);
  return { before, matrix, after };
}

/** A row for each name, with the details of all that have the same tools and the same results. */
function table(scenes) {
  const rows = new Map();
  for (const scene of scenes) {
    const [name, detail] = scene.name.split(": ");
    const rest = `${toolsOf(scene)} | ${placesOf(scene)}`;
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
