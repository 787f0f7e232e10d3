// From the start of a process, an isolate or a page to the first completed call, over loopback.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { startChromium } from "../../tests/support/browsers/playwright.mjs";
import { serve } from "../../tests/support/serve.mjs";
import { BODIES, ID } from "../support/bodies.mjs";
import { cpuTime } from "../support/clock.mjs";
import { bundlePeers, PEERS as NAMES } from "../support/peers.mjs";
import { summary } from "../support/statistics.mjs";
import { digits, duration, table } from "../support/table.mjs";
import { configure, startWorkerd } from "../support/workerd-process.mjs";

export const title = "Cold start to the first completed call";

const PEERS = ["bare", "stripe", "zod", "plain", "rust", "flex"];
const RUST = new URL("../generated/rust/rust.wasm", import.meta.url);
/**
 * Imports of the module in each runtime, for the peer in which Rust drives everything: as wasm-bindgen's
 * documentation shows.
 */
const MODULES = {
  node: `
    import { readFileSync } from "node:fs";
    const rust = () => WebAssembly.compile(readFileSync(${JSON.stringify(RUST.pathname)}));`,
  workerd: `
    import module from "./generated/rust/rust.wasm";
    const rust = () => module;`,
  chromium: 'const rust = () => WebAssembly.compileStreaming(fetch("/rust.wasm"));',
};

/**
 * The script of each runtime: `answered()` creates the peer, makes the first call, and returns the number
 * of fields.
 */
const ANSWERED = (peer, origin) => `
  const answered = async () => {
    const create = creators["${peer}"];
    const modules = ${peer === "rust" ? "{ rust: await rust() }" : "{}"};
    const call = await create({ fetch: (...all) => fetch(...all), baseURL: ${origin}, modules });
    return Object.keys(await call("${ID}")).length;
  };`;
const SCRIPTS = {
  node: "answered().then((fields) => process.stdout.write(String(fields), () => process.exit()));",
  workerd: "export default { fetch: async () => new Response(await answered()) };",
  chromium: "globalThis.answered = answered().then((fields) => ({ fields, ms: performance.now() }));",
};

/** A Worker creates the peer on the first request; the others do when they start. */
const bundleFor = (runtime, peer, origin) =>
  bundlePeers({
    name: `cold-${runtime}-${peer}`,
    runtime: runtime === "workerd" ? "workerd" : "browser",
    peers: [peer],
    script: (peer === "rust" ? MODULES[runtime] : "") + ANSWERED(peer, origin) + SCRIPTS[runtime],
  });

export async function run({ quick }) {
  const upstream = await serve({ texts: answers() });
  const results = {};
  try {
    results[`Node ${process.versions.node}`] = await inNode(upstream.origin, quick ? 8 : 40);
    results.workerd = await inWorkerd(upstream.origin, quick ? 10 : 50);
    results.Chromium = await inChromium(quick ? 6 : 30);
  } finally {
    upstream.stop();
  }
  return report(results);
}

const answers = () => ({
  [`/v1/checkout/sessions/${ID}/reauth`]: ["application/json", BODIES.documented],
});

async function inNode(origin, count) {
  const files = await each((peer) => bundleFor("node", peer, JSON.stringify(origin)));
  return rounds(count, async (peer) => {
    const start = performance.now();
    const child = spawn(process.execPath, [files[peer]], { stdio: ["ignore", "pipe", "inherit"] });
    const [fields] = await once(child.stdout, "data");
    const ms = performance.now() - start;
    await once(child, "exit");
    return { ms, fields };
  });
}

async function inWorkerd(origin, count) {
  const configs = await each(async (peer) =>
    configure(await bundleFor("workerd", peer, JSON.stringify(origin))),
  );
  return rounds(count, async (peer) => {
    const start = performance.now();
    const { origin, pid, stop } = await startWorkerd(configs[peer]);
    const fields = await (await fetch(origin)).text();
    const ms = performance.now() - start;
    const cpu = cpuTime(pid);
    stop();
    return { ms, cpu, fields };
  });
}

/** One browser, with a new context and page for each sample, so that nothing is cached. */
async function inChromium(count) {
  const texts = answers();
  await each(async (peer) => {
    const file = await bundleFor("chromium", peer, "location.origin");
    texts[`/${peer}.js`] = ["text/javascript", readFileSync(file)];
    texts[`/${peer}`] = [
      "text/html",
      `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/${peer}.js"></script>`,
    ];
  });
  texts["/rust.wasm"] = ["application/wasm", readFileSync(RUST)];
  const server = await serve({ texts });
  const browser = await startChromium();
  try {
    return await rounds(count, async (peer) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${server.origin}/${peer}`);
      const answered = await page.evaluate(() => globalThis.answered);
      await context.close();
      return answered;
    });
  } finally {
    await browser.close();
    server.stop();
  }
}

async function each(make) {
  const made = {};
  for (const peer of PEERS) made[peer] = await make(peer);
  return made;
}

/** Interleaved samples of every peer. The first round warms up the machine's caches and does not count. */
async function rounds(count, sample) {
  const taken = Object.fromEntries(PEERS.map((peer) => [peer, []]));
  for (let round = -1; round < count; round++) {
    for (let index = 0; index < PEERS.length; index++) {
      const peer = PEERS[(index + round + 1) % PEERS.length];
      const { fields, ...times } = await sample(peer);
      // Checks that every field of the documented session arrived.
      if (Number(fields) !== FIELDS) throw new Error(`${peer} returned a session of ${fields} fields`);
      if (round >= 0) taken[peer].push(times);
    }
  }
  return Object.fromEntries(PEERS.map((peer) => [peer, compare(taken[peer], taken.bare)]));
}

function compare(own, bare) {
  const each = (value) => summary(own.map(value));
  return {
    ms: each(({ ms }) => ms),
    more: each(({ ms }, round) => ms - bare[round].ms),
    ratio: each(({ ms }, round) => ms / bare[round].ms),
    ...(own[0].cpu !== undefined && { moreCpu: each(({ cpu }, round) => cpu - bare[round].cpu) }),
  };
}

const FIELDS = Object.keys(JSON.parse(BODIES.documented.toString()).checkout_session).length;

const label = (peer) => (peer === "bare" ? "bare fetch" : NAMES[peer].replace("+ ", "bare fetch + "));

function report(results) {
  const runtimes = Object.keys(results);
  const quartiles = ({ median, p25, p75 }) => `${median.toFixed(1)} (${p25.toFixed(1)} to ${p75.toFixed(1)})`;
  const tables = runtimes.map((runtime) => {
    const withCpu = results[runtime].bare.moreCpu;
    return table(
      `${title}, ${runtime}`,
      [
        "",
        "median",
        "more than bare fetch, ms",
        "times bare fetch",
        ...(withCpu ? ["more CPU time, ms"] : []),
      ],
      PEERS.map((peer) => {
        const { ms, more, ratio, moreCpu } = results[runtime][peer];
        const first = [label(peer), duration(ms.median)];
        if (peer === "bare") return first;
        return [...first, quartiles(more), digits(ratio.median), ...(withCpu ? [quartiles(moreCpu)] : [])];
      }),
    );
  });
  const { more } = results.workerd.flex;
  return {
    results,
    tables,
    plots: [
      {
        name: "cold-start",
        kind: "bars",
        title: "Cold start: time added to bare fetch",
        unit: "ms",
        bars: runtimes.flatMap((runtime) =>
          PEERS.filter((peer) => peer !== "bare").map((peer) => {
            const { median, p25, p75 } = results[runtime][peer].more;
            const label = `${median.toFixed(1)} ms`;
            return {
              panel: runtime,
              label: label(peer),
              value: median,
              text: label,
              low: p25,
              high: p75,
              own: peer === "flex",
            };
          }),
        ),
      },
    ],
    targets: [
      {
        label: "cold start in workerd, more than bare fetch",
        target: "at most 10 ms",
        measured: `${more.median.toFixed(1)} ms`,
        met: more.median <= 10,
      },
    ],
  };
}
