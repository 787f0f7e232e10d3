// Checks that WebAssembly's memory does not grow with the number of calls.

import { BODIES, ID } from "../support/bodies.mjs";
import { bundlePeers } from "../support/peers.mjs";
import { table } from "../support/table.mjs";
import { importWatched } from "../support/wasm-memory.mjs";

export const title = "WebAssembly memory by number of responses";

const PAGE = 65_536;
/** A large response every so many calls: fragmented memory could not hold it again. */
const LARGE = 1000;

export async function run({ quick }) {
  const { module, bytes } = await importWatched(
    await bundlePeers({
      name: "memory",
      runtime: "browser",
      peers: ["flex"],
      script: "export default creators;",
    }),
  );
  let body;
  const fetch = async () => new Response(body, { headers: { "content-type": "application/json" } });
  const call = await module.default.flex({ fetch, baseURL: "https://flex.example" });
  const marks = quick ? [1, 1000, 10_000] : [1, 1000, 10_000, 100_000, 1_000_000];
  const from = quick ? 1000 : 10_000;
  const memory = {};
  for (let done = 1; done <= marks.at(-1); done++) {
    body =
      done % LARGE === LARGE / 2 ? BODIES["400 captures"] : done % 2 ? BODIES.documented : BODIES.unexpanded;
    const session = await call(ID);
    if (session.test_mode !== true) throw new Error("that was no session");
    if (marks.includes(done)) memory[done] = bytes();
  }
  const last = marks.at(-1);
  const grown = (memory[last] - memory[from]) / PAGE;
  const number = (value) => value.toLocaleString("en");
  return {
    results: { memory },
    tables: [
      table(
        title,
        ["responses", "KiB", "pages"],
        marks.map((mark) => [number(mark), number(memory[mark] / 1024), number(memory[mark] / PAGE)]),
        `Alternating documented and unexpanded responses, and the one with 400 captures every ${number(LARGE)} times.`,
      ),
    ],
    plots: [],
    targets: [
      {
        label: `growth from the ${number(from)}th to the ${number(last)}th decode`,
        target: "no page",
        measured: `${grown} pages`,
        met: grown === 0,
      },
    ],
  };
}
