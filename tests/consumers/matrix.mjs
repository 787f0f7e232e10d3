import { createRequire } from "node:module";
import * as programs from "../support/programs.mjs";
import { describe } from "./driver/tools.mjs";

// The versions that the suites use, not the ones that these tools depend on.
const versionOfPackage = (name) =>
  createRequire(new URL("../support/", import.meta.url))(`${name}/package.json`).version;

/** Prints every environment's results. Returns the number of failures. */
export function printMatrix(scenes) {
  const failures = scenes.flatMap((scene) =>
    [...scene.results]
      .filter(([, result]) => result !== true)
      .map(([runtime, error]) => ({ scene, runtime, error })),
  );
  for (const { scene, runtime, error } of failures) console.log(`FAIL ${scene.name}, ${runtime}: ${error}\n`);
  const rows = scenes.map((scene) => [scene.name, toolsOf(scene), resultsOf(scene)]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  console.log();
  for (const [name, tools, runtimes] of rows)
    console.log(`${name.padEnd(widths[0])}  ${tools.padEnd(widths[1])}  ${runtimes}`);
  for (const scene of scenes) for (const remark of scene.remarks) console.log(`\n${scene.name}: ${remark}`);
  console.log(`\n${versionsOfRuntimes().join(", ")}`);
  const runtimes = scenes.flatMap(({ results }) => [...results.values()]).length;
  console.log(`\n${runtimes - failures.length} passed, ${failures.length} failed`);
  return runtimes === 0 ? 1 : failures.length;
}

/** Returns the versions of the runtimes. */
export const versionsOfRuntimes = () => [
  `Chromium ${programs.versionOf(programs.chromium())}`,
  `Firefox ${programs.versionOf(programs.firefox())}`,
  `WebKitGTK ${programs.versionOfWebkit()}`,
  ...[20, 22, 24, 26].map((major) => `Node ${programs.versionOf(programs.node(major))}`),
  `Deno ${programs.versionOf(programs.deno())}`,
  `Bun ${programs.versionOf(programs.bun())}`,
  `workerd ${versionOfPackage("workerd")}`,
  `edge-runtime ${versionOfPackage("edge-runtime")}`,
];

/** Returns the tools of an environment with their versions. */
export const toolsOf = ({ tools }) => tools.map(describe).join(", ");

/** Returns the runtimes of an environment with their results. */
export const resultsOf = ({ results }) =>
  [...results].map(([runtime, result]) => `${result === true ? "✓" : "✗"} ${runtime}`).join("  ");
