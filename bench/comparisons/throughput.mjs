// Many calls, 64 in flight, over loopback.

import { startSandbox } from "../../tests/support/sandbox.mjs";
import { bundlePeers, PEERS } from "../support/peers.mjs";
import { startServer } from "../support/server.mjs";
import { summary } from "../support/statistics.mjs";
import { kilobytes, spread, table } from "../support/table.mjs";
import { importWatched } from "../support/wasm-memory.mjs";

export const title = "100,000 calls over loopback, 64 in flight";

const IN_FLIGHT = 64;
const MEASURED = ["bare", "stripe", "flex"];

export async function run({ quick, sandbox }) {
  const { module, bytes } = await importWatched(
    await bundlePeers({ name: "throughput", runtime: "browser", peers: MEASURED, script: "export default creators;" }),
  );
  const chunks = quick ? 10 : 50;
  const chunk = quick ? 200 : 2000;
  const minimal = await startServer();
  const flex = await startSandbox(sandbox);
  try {
    const { sessions } = await (await fetch(`${flex.baseURL}/sandbox/sessions`)).json();
    const { id } = sessions.find(({ kind }) => kind === "hold_expiring");
    const make = async ({ baseURL }) =>
      Object.fromEntries(
        await Promise.all(
          MEASURED.map(async (peer) => [peer, await module.default[peer]({ fetch, baseURL })]),
        ),
      );
    const results = await against(await make(minimal), id, chunks, chunk, bytes);
    const sandboxed = await against(await make(flex), id, 10, quick ? 50 : 200, bytes);
    return report(results, sandboxed);
  } finally {
    minimal.stop();
    flex.stop();
  }
}

async function against(calls, id, chunks, chunk, bytes) {
  const rates = Object.fromEntries(MEASURED.map((peer) => [peer, []]));
  const memory = [];
  for (let round = -1; round < chunks; round++) {
    for (let index = 0; index < MEASURED.length; index++) {
      const peer = MEASURED[(index + round + 1) % MEASURED.length];
      const start = performance.now();
      await inFlight(() => calls[peer](id), chunk);
      const rate = (chunk / (performance.now() - start)) * 1000;
      if (round >= 0) rates[peer].push(rate);
    }
    memory.push(bytes());
  }
  return {
    calls: chunks * chunk,
    peers: Object.fromEntries(
      MEASURED.map((peer) => [
        peer,
        {
          perSecond: summary(rates[peer]),
          ratio: summary(rates[peer].map((rate, round) => rates.bare[round] / rate)),
        },
      ]),
    ),
    memory: { afterFirstRound: memory[0], atMost: Math.max(...memory), atLast: memory.at(-1) },
  };
}

/** Makes so many calls, and has 64 of them in flight as long as there are so many left. */
async function inFlight(call, count) {
  let left = count;
  const lane = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

function report(minimal, sandboxed) {
  const rows = [
    ["a minimal Node server", minimal],
    ["the sandbox", sandboxed],
  ].flatMap(([server, { calls, peers }]) =>
    MEASURED.map((peer) => [
      `${peer === "bare" ? "bare fetch" : PEERS[peer]}, ${server}`,
      calls.toLocaleString("en"),
      Math.round(peers[peer].perSecond.median).toLocaleString("en"),
      spread(peers[peer].ratio),
    ]),
  );
  const { afterFirstRound, atMost, atLast } = minimal.memory;
  return {
    results: { minimal, sandboxed },
    tables: [
      table(
        title,
        ["", "calls", "per second", "time per call, times bare"],
        rows,
        `WebAssembly memory of flex-checkout: ${kilobytes(afterFirstRound)} KB after the first calls, at most ${kilobytes(atMost)} KB, ${kilobytes(atLast)} KB at last.`,
      ),
    ],
    plots: [],
    targets: [],
  };
}
