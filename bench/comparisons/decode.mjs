// The package's scan of a response, alone, against JSON.parse. See bench/decode.

import { readFileSync } from "node:fs";
import * as glue from "../generated/decode/decode_bg.js";
import { BODIES, sizeOf } from "../support/bodies.mjs";
import { time } from "../support/in-node.mjs";
import { ratioBar } from "../support/plot.mjs";
import { rounds } from "../support/rounds.mjs";
import { duration, spread, table } from "../support/table.mjs";

export const title = "Decode alone, in Node";

const MODULE = new URL("../generated/decode/decode.wasm", import.meta.url);
const ROWS = {
  parse: "JSON.parse of the string",
  "decode and parse": "TextDecoder, and JSON.parse",
  "copy and scan": "flex-checkout: copy and scan",
  scan: "flex-checkout: scan alone",
};

export async function run({ quick }) {
  const { instance } = await WebAssembly.instantiate(readFileSync(MODULE), { "./decode_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const results = {};
  for (const [name, bytes] of Object.entries(BODIES)) {
    const string = bytes.toString();
    const decoder = new TextDecoder();
    const loaded = new glue.Body(bytes);
    if (glue.check(bytes) === 0 || loaded.check(1) !== glue.check(bytes))
      throw new Error("the scan found no holds");
    const runs = {
      parse: () => JSON.parse(string),
      "decode and parse": () => JSON.parse(decoder.decode(bytes)),
      "copy and scan": () => glue.check(bytes),
      scan: () => loaded.check(1),
    };
    results[name] = await rounds({
      peers: Object.keys(runs),
      baseline: "parse",
      count: quick ? 9 : 41,
      turn: 20,
      warmUp: quick ? 100 : 400,
      measure: (row, times) => time(runs[row], times),
    });
    loaded.free();
  }
  const names = Object.keys(results);
  const rows = Object.entries(ROWS).map(([row, label]) => [
    label,
    ...names.flatMap((name) => {
      const { ms, ratio } = results[name][row];
      return [spread(ratio), duration(ms.median), `${Math.round(BODIES[name].length / ms.median / 1000)}`];
    }),
  ]);
  const columns = names.flatMap((name) => [`${name}, ${sizeOf(name)}`, "CPU time", "MB/s"]);
  return {
    results,
    tables: [
      table(`${title}: times the CPU time of JSON.parse, median and quartiles`, ["", ...columns], rows),
    ],
    plots: [
      {
        name: "decode",
        kind: "bars",
        title,
        unit: "times JSON.parse",
        rule: 1,
        bars: names.flatMap((name) =>
          Object.entries(ROWS).map(([row, label]) =>
            ratioBar(
              `${name}, ${sizeOf(name)}`,
              label,
              results[name][row].ratio,
              label.startsWith("flex-checkout"),
            ),
          ),
        ),
      },
    ],
    targets: [],
  };
}
