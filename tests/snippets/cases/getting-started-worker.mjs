// docs/getting-started-worker.md: its Worker in workerd, and its code for other runtimes.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { tool } from "../../consumers/driver/tools.mjs";
import { freePort } from "../../support/ports.mjs";
import * as programs from "../../support/programs.mjs";
import { inEdgeRuntime } from "../../support/runtimes/edge-runtime.mjs";
import { withWorker } from "../../support/runtimes/workerd.mjs";
import { until } from "../../support/until.mjs";

export const page = "docs/getting-started-worker.md";

const SECRET = "of-this-test-alone-and-of-no-other-one";

/** Runs an action with the page's Worker, its database, and its log. */
async function withTheWorker(env, action) {
  const { compatibility_date, d1_databases } = JSON.parse(
    env.text("jsonc", "wrangler").replaceAll(/^\s*\/\/.*$/gm, ""),
  );
  const logged = [];
  const options = {
    d1Databases: d1_databases.map(({ binding }) => binding),
    bindings: {
      FLEX_API_KEY: env.key,
      FLEX_TOKEN_SECRET: SECRET,
      SHOP_SECRET: SECRET,
      FLEX_BASE_URL: env.flex,
    },
    handleStructuredLogs: ({ message }) => void logged.push(message),
  };
  const script = 'export { default } from "page";';
  const modules = { page: pathToFileURL(env.file("index")) };
  const worker = { script, modules, date: compatibility_date, consumer: env.consumer, options };
  await withWorker(worker, async (_dispatch, miniflare) => {
    const database = await miniflare.getD1Database("DB");
    await database.exec(env.text("sql", "schema").replaceAll("\n", " "));
    const stored = async () =>
      (await database.prepare("SELECT payment_intent_id FROM payment_intents").all()).results.map((row) =>
        String(row.payment_intent_id),
      );
    await action({ miniflare, stored, logged });
  });
}

const renew = (miniflare, { id }, key, secret = SECRET) =>
  miniflare.dispatchFetch(`http://worker/renew/${id}`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, ...(key && { "idempotency-key": key }) },
  });

/** Runs a program that serves the page's module, and renews a hold. */
async function served(env, program, args) {
  const port = await freePort();
  const folder = join(env.consumer.folder, "serve");
  mkdirSync(folder, { recursive: true });
  copyFileSync(env.file("serve"), join(folder, "serve.ts"));
  const variables = { ...process.env, FLEX_API_KEY: env.key, FLEX_BASE_URL: env.flex, PORT: String(port) };
  const child = spawn(program, [...args(port), "serve.ts"], { cwd: folder, env: variables, stdio: "ignore" });
  const session = await env.session();
  try {
    const answer = await until(
      () => fetch(`http://127.0.0.1:${port}/${session.id}`).catch(() => undefined),
      `${program} to serve`,
      // The suite runs in the background, where a start may take long.
      60_000,
    );
    const [hold] = await answer.json();
    await env.holds(session, 1, [hold.payment_intent_id]);
  } finally {
    child.kill("SIGKILL");
  }
}

export const cases = {
  async builds_with_wrangler(env) {
    const folder = mkdtempSync(join(env.consumer.folder, "wrangler-"));
    mkdirSync(join(folder, "src"));
    for (const name of ["index", "store"]) copyFileSync(env.file(name), join(folder, "src", `${name}.ts`));
    env.write("jsonc", "wrangler", join(folder, "wrangler.jsonc"));
    const output = await tool("wrangler", ["deploy", "--dry-run", "--outdir=dist"], { cwd: folder });
    assert.match(output, /Total Upload/);
    assert.match(output, /env\.DB/);
  },
  async stores_the_payment_intent_before_it_responds(env) {
    await withTheWorker(env, async ({ miniflare, stored, logged }) => {
      const session = await env.session();
      const answer = await renew(miniflare, session, "order-1001");
      const { holds } = await answer.json();
      assert.equal(answer.status, 200);
      await env.holds(
        session,
        1,
        holds.map((hold) => hold.payment_intent_id),
      );
      assert.deepEqual(
        await stored(),
        holds.map((hold) => hold.payment_intent_id),
      );
      await until(() => logged.some((line) => line.includes('"status":200')), "its log");
      assert.equal((await renew(miniflare, session, "order-1002", "guessed")).status, 401);
      assert.equal((await renew(miniflare, session)).status, 400);
      await env.holds(session, 1);
    });
  },
  async responds_with_a_status_for_every_outcome(env) {
    await withTheWorker(env, async ({ miniflare, stored }) => {
      const status = async (name, more) => {
        const faults = [
          { name, method: "POST", times: 9, ...more },
          { name: "reset", method: "GET", times: 9 },
        ];
        const session = await env.session("hold_expiring", { faults });
        return [session, (await renew(miniflare, session, `of-${session.id}`)).status];
      };
      const [open, unknown] = await status("reset_in_headers");
      const [, applied] = await status("reset_in_body");
      const [, rejected] = await status("status", { status: 422 });
      assert.deepEqual([unknown, applied, rejected], [503, 502, 422]);
      // Retried with the key, it returns the hold.
      await open.plan([]);
      const { holds } = await (await renew(miniflare, open, `of-${open.id}`)).json();
      await env.holds(
        open,
        1,
        holds.map((hold) => hold.payment_intent_id),
      );
      assert.deepEqual(
        await stored(),
        holds.map((hold) => hold.payment_intent_id),
      );
    });
  },
  async renews_for_a_page_and_stores_the_payment_intent(env) {
    await withTheWorker(env, async ({ miniflare, stored }) => {
      const { mintSessionToken } = await env.package("gateway.mjs");
      const session = await env.session();
      const headers = {
        origin: "http://worker",
        "idempotency-key": "1",
        "flex-session-token": await mintSessionToken({ secret: SECRET, sessionId: session.id }),
      };
      const url = `http://worker/flex/v1/checkout/sessions/${session.id}/reauth`;
      assert.equal((await miniflare.dispatchFetch(url, { method: "POST", headers })).status, 200);
      await env.holds(session, 1, await stored());
    });
  },
  async renews_a_hold_in_vercels_edge_runtime(env) {
    const session = await env.session();
    const script = `
      import { POST, runtime } from "page";
      globalThis.process = { env: { FLEX_API_KEY: ${JSON.stringify(env.key)} } };
      // Redirects requests to Flex to the sandbox.
      const { fetch } = globalThis;
      globalThis.fetch = (url, init) => fetch(url.replace("https://api.withflex.com", ${JSON.stringify(env.flex)}), init);
      addEventListener("fetch", (event) => event.respondWith(POST(event.request)));
    `;
    const modules = { page: pathToFileURL(env.file("edge")) };
    const input = { sessionId: session.id };
    const { payment_intent } = await inEdgeRuntime({ script, modules, consumer: env.consumer }, input);
    await env.holds(session, 1, [payment_intent]);
  },
  async renews_a_hold_in_deno(env) {
    const args = (port) => [
      "serve",
      "--allow-net",
      "--allow-env",
      "--allow-read",
      "--host",
      "127.0.0.1",
      "--port",
      String(port),
    ];
    await served(env, programs.deno(), args);
  },
  async renews_a_hold_in_bun(env) {
    await served(env, programs.bun(), () => []);
  },
};
