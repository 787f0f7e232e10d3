// Everything that a browser downloads for one reauth.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { bundle, dist } from "../support/bundle.mjs";
import { kilobytes, table } from "../support/table.mjs";

export const title = "Bytes that a browser downloads for one reauth";

/** The size limit of the default entry, in bytes of brotli. */
export const LIMIT = 29_500;

/** The same of the entry for webhooks. */
const WEBHOOKS_LIMIT = 3_000;

const WASM = () => join(dist, "flex_checkout.wasm");
const RUST = () => new URL("../generated/rust/rust.wasm", import.meta.url);

const WEBHOOKS = { name: "flex-checkout/webhooks", peer: "webhooks" };

/** Each peer's entry, and the .wasm file beside its JavaScript. */
const PEERS = [
  { name: "flex-checkout", peer: "flex" },
  { name: "flex-checkout/slim", peer: "slim", wasm: WASM },
  { name: "plain JavaScript, the same API", peer: "plain" },
  { name: "stripe 23, fetch client", peer: "stripe" },
  { name: "openai", peer: "openai" },
  { name: "zod client, as Speakeasy generates", peer: "speakeasy" },
  { name: "bare fetch + zod", peer: "zod" },
  { name: "bare fetch + valibot", peer: "valibot" },
  { name: "bare fetch + ajv", peer: "ajv" },
  { name: "Rust drives everything", peer: "rust", wasm: RUST },
  { name: "bare fetch with a timeout", peer: "bare-timeout" },
  { name: "bare fetch without a timeout", peer: "bare" },
];

export async function run() {
  const rows = [];
  for (const peer of PEERS) rows.push(await weighed(peer));
  const [own] = rows;
  const inside = await inline();
  return {
    results: { limit: LIMIT, rows, inside },
    tables: [
      table(
        title,
        [
          "KB (1000 bytes)",
          "raw",
          "gzip 9",
          "brotli 11",
          "JavaScript, brotli",
          ".wasm, brotli",
          "times ours",
        ],
        rows.map(({ name, js, wasm, total }) => [
          name,
          kilobytes(total.raw),
          kilobytes(total.gzip),
          kilobytes(total.brotli),
          kilobytes(js.brotli),
          wasm ? kilobytes(wasm.brotli) : "",
          (total.brotli / own.total.brotli).toFixed(2),
        ]),
        "Bundled and minified by esbuild; two files are compressed separately.",
      ),
      table(
        "Parts of the default entry",
        ["KB (1000 bytes)", "raw", "gzip 9", "brotli 11"],
        Object.entries(inside).map(([part, { raw, gzip, brotli }]) => [
          part,
          ...[raw, gzip, brotli].map(kilobytes),
        ]),
        "The module is embedded in the JavaScript as a string. Each part is compressed separately here, so the sum differs.",
      ),
    ],
    plots: [
      {
        name: "bytes",
        kind: "bars",
        title: "Downloaded for one reauth",
        unit: "KB, brotli",
        bars: rows.map(({ name, total }) => ({
          label: name,
          value: total.brotli / 1000,
          text: kilobytes(total.brotli),
          own: name.startsWith("flex-checkout"),
        })),
      },
    ],
    targets: targets(own, await weighed(WEBHOOKS)),
  };
}

/** Measures the entries with a limit. It needs the built package, and no peer. */
export const check = async () => targets(await weighed(PEERS[0]), await weighed(WEBHOOKS));

const targets = (own, webhooks) => [
  target("default entry, everything, brotli", own, LIMIT),
  target("flex-checkout/webhooks, brotli", webhooks, WEBHOOKS_LIMIT),
];

const target = (label, { total }, limit) => ({
  label,
  target: `at most ${limit.toLocaleString("en")} bytes`,
  measured: `${total.brotli.toLocaleString("en")} bytes`,
  met: total.brotli <= limit,
});

async function weighed({ name, peer, wasm }) {
  const file = await bundle({ script: `export * from "./peers/${peer}.js";`, name: `bytes-${peer}` });
  const js = weigh(readFileSync(file));
  const module = wasm ? weigh(readFileSync(wasm())) : undefined;
  return { name, peer, js, ...(module && { wasm: module }), total: sum(js, module) };
}

/** Measures the default entry's parts: the inlined module, and the JavaScript around it. */
async function inline() {
  const file = await bundle({ script: 'export * from "./peers/flex.js";', name: "flex" });
  const script = readFileSync(file, "utf8");
  // Only the module is such a long string.
  const [packed] = script.match(/"[^"\n]{5000,}"/) ?? [];
  if (!packed) throw new Error("the default entry holds no packed module");
  return {
    "the module, packed": weigh(Buffer.from(packed)),
    "the JavaScript around it": weigh(Buffer.from(script.replace(packed, ""))),
    together: weigh(Buffer.from(script)),
    "the module as a file": weigh(readFileSync(WASM())),
  };
}

function weigh(bytes) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  };
}

const sum = (a, b = { raw: 0, gzip: 0, brotli: 0 }) =>
  Object.fromEntries(Object.keys(a).map((key) => [key, a[key] + b[key]]));
