// The entry whose module the caller loads, in Node:
//   node tests/slim/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runCases } from "../support/cases.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { API_KEY, startSandbox } from "../support/sandbox.mjs";

const args = readCommandLine({});
const { folder, installed } = installTarball(args.tarball);
const { baseURL, stop } = await startSandbox(args.sandbox);
writeFileSync(join(folder, "slim.mjs"), 'export * from "flex-checkout/slim";\n');
const bytes = readFileSync(join(installed, "dist/flex_checkout.wasm"));
const { sessions } = await (await fetch(`${baseURL}/sandbox/sessions`)).json();
const { id } = sessions.find(({ kind }) => kind === "hold_expiring");

let copies = 0;
/** Imports a copy of the entry without a loaded module. */
const fresh = () => import(`${pathToFileURL(join(installed, "dist/slim.js"))}?copy=${copies++}`);
const client = ({ FlexClient }) => new FlexClient({ apiKey: API_KEY, baseURL });
const NOT_SENT = { name: "FlexError", kind: "configuration", outcome: "not_sent", attempts: 0 };

const CASES = {
  async is_an_export_of_the_package() {
    const slim = await import(pathToFileURL(join(folder, "slim.mjs")));
    await slim.init(bytes);
    assert.equal((await client(slim).retrieve(id)).checkout_session_id, id);
  },
  async asks_for_init_and_works_after_it() {
    const slim = await fresh();
    for (let call = 0; call < 2; call++) {
      await assert.rejects(client(slim).reauth(id), { ...NOT_SENT, message: /await init\(source\)/ });
    }
    await slim.init(bytes);
    assert.equal((await client(slim).reauth(id)).checkout_session_id, id);
  },
  async preloads_only_after_init() {
    const slim = await fresh();
    await assert.rejects(slim.preload(), { ...NOT_SENT, message: /await init\(source\)/ });
    await slim.init(bytes);
    assert.equal(await slim.preload(), undefined);
  },
  async loads_from_every_kind_of_source() {
    const address = `data:application/wasm;base64,${bytes.toString("base64")}`;
    const sources = [
      bytes,
      new Response(bytes),
      Promise.resolve(bytes),
      new WebAssembly.Module(bytes),
      address,
    ];
    for (const source of sources) {
      const slim = await fresh();
      await slim.init(source);
      assert.equal((await client(slim).retrieve(id)).checkout_session_id, id);
    }
  },
  async recovers_from_an_init_that_failed_or_never_settled() {
    const slim = await fresh();
    await assert.rejects(slim.init(Promise.reject(new Error("offline"))), {
      ...NOT_SENT,
      message: /offline/,
    });
    slim.init(new Promise(() => {}));
    await slim.init(bytes);
    assert.equal((await client(slim).retrieve(id)).checkout_session_id, id);
  },
  async times_out_a_call_whose_module_never_arrives() {
    const slim = await fresh();
    slim.init(new Promise(() => {}));
    const signal = AbortSignal.abort("left");
    await assert.rejects(client(slim).reauth(id, { signal }), { kind: "aborted", outcome: "not_sent" });
    const late = new AbortController();
    const waiting = client(slim).reauth(id, { signal: late.signal });
    late.abort("left");
    await assert.rejects(waiting, { kind: "aborted", cause: "left" });
    await assert.rejects(client(slim).reauth(id, { deadline: 20 }), { kind: "timeout", outcome: "not_sent" });
  },
  async counts_loading_towards_the_deadline() {
    const slim = await fresh();
    slim.init(new Promise((resolve) => setTimeout(resolve, 600, bytes)));
    let allowed;
    const fetch = (_, { signal }) => {
      const sent = performance.now();
      return new Promise((_, reject) => {
        signal.onabort = () => {
          allowed = performance.now() - sent;
          reject(signal.reason);
        };
      });
    };
    const flex = new slim.FlexClient({ apiKey: API_KEY, baseURL, fetch, deadline: 1_000, maxRetries: 0 });
    await assert.rejects(flex.reauth(id), { kind: "timeout", outcome: "unknown", attempts: 1 });
    assert.ok(allowed < 700, `the request was allowed ${allowed} ms of the 400 that were left`);
  },
};

const total = report();
await runCases(total, { slim: CASES });
stop();
process.exit(total.close());
