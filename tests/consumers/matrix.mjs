import { toolVersion } from "./driver/tools.mjs";

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
  const places = scenes.flatMap(({ results }) => [...results.values()]).length;
  console.log(`\n${places - failures.length} passed, ${failures.length} failed`);
  return places === 0 ? 1 : failures.length;
}

/** The tools of an environment with their versions, as a text. */
export const toolsOf = ({ tools }) => tools.map((name) => `${name} ${toolVersion(name)}`).join(", ");

/** The places of an environment with what came of them, as a text. */
export const placesOf = ({ results }) =>
  [...results].map(([place, result]) => `${result === true ? "✓" : "✗"} ${place}`).join("  ");
