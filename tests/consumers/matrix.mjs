import { createRequire } from "node:module";
import * as programs from "../support/programs.mjs";
import { versionOf as versionOfTool } from "./driver/tools.mjs";

// As the suites use them, and not as the tools here bring them along.
const versionOfPackage = (name) =>
  createRequire(new URL("../support/", import.meta.url))(`${name}/package.json`).version;

/** Prints what came of every environment. Returns how many places failed. */
export function printMatrix(scenes) {
  const failures = scenes.flatMap((scene) =>
    [...scene.results]
      .filter(([, result]) => result !== true)
      .map(([place, error]) => ({ scene, place, error })),
  );
  for (const { scene, place, error } of failures) console.log(`FAIL ${scene.name}, ${place}: ${error}\n`);
  const rows = scenes.map((scene) => [scene.name, toolsOf(scene), placesOf(scene)]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  console.log();
  for (const [name, tools, places] of rows)
    console.log(`${name.padEnd(widths[0])}  ${tools.padEnd(widths[1])}  ${places}`);
  for (const scene of scenes) for (const remark of scene.remarks) console.log(`\n${scene.name}: ${remark}`);
  console.log(`\n${versionsOfPlaces().join(", ")}`);
  const places = scenes.flatMap(({ results }) => [...results.values()]).length;
  console.log(`\n${places - failures.length} passed, ${failures.length} failed`);
  return places === 0 ? 1 : failures.length;
}

/** The versions of the places, as texts. */
export const versionsOfPlaces = () => [
  `Chromium ${programs.versionOf(programs.chromium())}`,
  `Firefox ${programs.versionOf(programs.firefox())}`,
  `WebKitGTK ${programs.versionOfWebkit()}`,
  ...[20, 22, 24, 26].map((major) => `Node ${programs.versionOf(programs.node(major))}`),
  `Deno ${programs.versionOf(programs.deno())}`,
  `Bun ${programs.versionOf(programs.bun())}`,
  `workerd ${versionOfPackage("workerd")}`,
  `edge-runtime ${versionOfPackage("edge-runtime")}`,
];

/** The tools of an environment with their versions, as a text. */
export const toolsOf = ({ tools }) => tools.map((name) => `${name} ${versionOfTool(name)}`).join(", ");

/** The places of an environment with what came of them, as a text. */
export const placesOf = ({ results }) =>
  [...results].map(([place, result]) => `${result === true ? "✓" : "✗"} ${place}`).join("  ");
