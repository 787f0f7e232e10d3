// Many calls to the sandbox over loopback.

import { startSandbox } from "../../tests/support/sandbox.mjs";
import { bundlePeers } from "../support/peers.mjs";
import { startServer } from "../support/server.mjs";
import { summary } from "../support/statistics.mjs";
import { spread, table } from "../support/table.mjs";
import { importWatched } from "../support/wasm-memory.mjs";

export const title = "Calls to the sandbox over loopback, 64 in flight, in Node";

const IN_FLIGHT = 64;

/** The pairs of client and server; the last one shows whether the sandbox is the bottleneck. */
const MEASURED = {
  bare: { peer: "bare", server: "sandbox", label: "bare fetch" },
  flex: { peer: "flex", server: "sandbox", label: "flex-checkout" },
  minimal: {
    peer: "bare",
    server: "minimal",
    label: "bare fetch to a trivial server",
    every: 10,
  },
};

export async function run({ quick, sandbox }) {
  const { module, bytes } = await importWatched(
    await bundlePeers({
      name: "throughput",
      runtime: "browser",
      peers: ["bare", "flex"],
      script: "export default creators;",
    }),
  );
  const servers = { sandbox: await startSandbox(sandbox), minimal: await startServer() };
  try {
    const { sessions } = await (await fetch(`${servers.sandbox.baseURL}/sandbox/sessions`)).json();
    const { id } = sessions.find(({ kind }) => kind === "hold_expiring");
    const calls = {};
    for (const [name, { peer, server }] of Object.entries(MEASURED)) {
      const call = await module.default[peer]({ fetch, baseURL: servers[server].baseURL });
      calls[name] = () => call(id);
    }
    return report(await measure(calls, quick ? 6 : 50, quick ? 500 : 2000, bytes));
  } finally {
    for (const { stop } of Object.values(servers)) stop();
  }
}

async function measure(calls, rounds, chunk, bytes) {
  const names = Object.keys(MEASURED);
  const rates = Object.fromEntries(names.map((name) => [name, []]));
  const ratios = Object.fromEntries(names.map((name) => [name, []]));
  const memory = [];
  for (let round = -1; round < rounds; round++) {
    const taken = {};
    for (let index = 0; index < names.length; index++) {
      const name = names[(index + round + 1) % names.length];
      if (round % (MEASURED[name].every ?? 1) > 0) continue;
      const start = performance.now();
      await inFlight(calls[name], chunk);
      taken[name] = performance.now() - start;
    }
    memory.push(bytes());
    if (round < 0) continue;
    for (const [name, ms] of Object.entries(taken)) {
      rates[name].push((chunk / ms) * 1000);
      ratios[name].push(ms / taken.bare);
    }
  }
  const results = names.map((name) => [
    name,
    { calls: rates[name].length * chunk, perSecond: summary(rates[name]), ratio: summary(ratios[name]) },
  ]);
  return {
    ...Object.fromEntries(results),
    memory: { afterFirstRound: memory[0], atMost: Math.max(...memory), atLast: memory.at(-1) },
  };
}

/** Makes `count` calls, 64 of them in flight. */
async function inFlight(call, count) {
  let left = count;
  const lane = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

function report(results) {
  const rows = Object.entries(MEASURED).map(([name, { label }]) => {
    const { calls, perSecond, ratio } = results[name];
    return [
      label,
      calls.toLocaleString("en"),
      Math.round(perSecond.median).toLocaleString("en"),
      spread(ratio),
    ];
  });
  const { afterFirstRound, atMost, atLast } = results.memory;
  return {
    results,
    tables: [
      table(
        title,
        ["", "calls", "per second", "time, times bare fetch"],
        rows,
        `WebAssembly memory of flex-checkout: ${kibibytes(afterFirstRound)} KiB after the first calls, peak ${kibibytes(atMost)} KiB, ${kibibytes(atLast)} KiB at the end.`,
      ),
    ],
    plots: [],
    targets: [],
  };
}

const kibibytes = (bytes) => (bytes / 1024).toLocaleString("en");
