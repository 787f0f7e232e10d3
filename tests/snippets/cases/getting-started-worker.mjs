// docs/getting-started-worker.md: its Worker in workerd, and its code for other runtimes in these.

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

/** Runs an action with the page's Worker, its database, and what it has logged. */
async function withTheWorker(world, action) {
  const { compatibility_date, d1_databases } = JSON.parse(
    world.text("jsonc", "wrangler").replaceAll(/^\s*\/\/.*$/gm, ""),
  );
  const logged = [];
  const options = {
    d1Databases: d1_databases.map(({ binding }) => binding),
    bindings: {
      FLEX_API_KEY: world.key,
      FLEX_TOKEN_SECRET: SECRET,
      SHOP_SECRET: SECRET,
      FLEX_BASE_URL: world.flex,
    },
    handleStructuredLogs: ({ message }) => void logged.push(message),
  };
  const script = 'export { default } from "page";';
  const modules = { page: pathToFileURL(world.file("index")) };
  const worker = { script, modules, date: compatibility_date, consumer: world.consumer, options };
  await withWorker(worker, async (_dispatch, miniflare) => {
    const database = await miniflare.getD1Database("DB");
    await database.exec(world.text("sql", "schema").replaceAll("\n", " "));
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

/** What a program answers that serves the page's module. */
async function served(world, program, args) {
  const port = await freePort();
  const folder = join(world.consumer.folder, "serve");
  mkdirSync(folder, { recursive: true });
  copyFileSync(world.file("serve"), join(folder, "serve.ts"));
  const env = { ...process.env, FLEX_API_KEY: world.key, FLEX_BASE_URL: world.flex, PORT: String(port) };
  const child = spawn(program, [...args(port), "serve.ts"], { cwd: folder, env, stdio: "ignore" });
  const session = await world.session();
  try {
    const answer = await until(
      () => fetch(`http://127.0.0.1:${port}/${session.id}`).catch(() => undefined),
      `${program} to serve`,
    );
    const [hold] = await answer.json();
    await world.holds(session, 1, [hold.payment_intent_id]);
  } finally {
    child.kill("SIGKILL");
  }
}

export const cases = {
  async wrangler_takes_its_configuration(world) {
    const folder = mkdtempSync(join(world.consumer.folder, "wrangler-"));
    mkdirSync(join(folder, "src"));
    for (const name of ["index", "store", "events"])
      copyFileSync(world.file(name), join(folder, "src", `${name}.ts`));
    world.write("jsonc", "wrangler", join(folder, "wrangler.jsonc"));
    const said = await tool("wrangler", ["deploy", "--dry-run", "--outdir=dist"], { cwd: folder });
    assert.match(said, /Total Upload/);
    assert.match(said, /env\.DB/);
  },
  async renews_a_hold_for_the_shop_and_stores_its_payment_intent_before_it_answers(world) {
    await withTheWorker(world, async ({ miniflare, stored, logged }) => {
      const session = await world.session();
      const answer = await renew(miniflare, session, "order-1001");
      const { holds } = await answer.json();
      assert.equal(answer.status, 200);
      await world.holds(
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
      await world.holds(session, 1);
    });
  },
  async says_by_its_status_what_the_shop_is_to_do(world) {
    await withTheWorker(world, async ({ miniflare, stored }) => {
      const status = async (name, more) => {
        const faults = [
          { name, method: "POST", times: 9, ...more },
          { name: "reset", method: "GET", times: 9 },
        ];
        const session = await world.session("hold_expiring", { faults });
        return [session, (await renew(miniflare, session, `of-${session.id}`)).status];
      };
      const [open, unknown] = await status("reset_in_headers");
      const [, applied] = await status("reset_in_body");
      const [, rejected] = await status("status", { status: 422 });
      assert.deepEqual([unknown, applied, rejected], [503, 502, 422]);
      // Asked again with the key, it finds the hold.
      await open.plan([]);
      const { holds } = await (await renew(miniflare, open, `of-${open.id}`)).json();
      await world.holds(
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
  async lets_a_page_renew_and_stores_that_too(world) {
    await withTheWorker(world, async ({ miniflare, stored }) => {
      const { mintSessionToken } = await world.package("gateway.mjs");
      const session = await world.session();
      const headers = {
        origin: "http://worker",
        "idempotency-key": "1",
        "flex-session-token": await mintSessionToken({ secret: SECRET, sessionId: session.id }),
      };
      const url = `http://worker/flex/v1/checkout/sessions/${session.id}/reauth`;
      assert.equal((await miniflare.dispatchFetch(url, { method: "POST", headers })).status, 200);
      await world.holds(session, 1, await stored());
    });
  },
  async tells_of_every_kind_of_event(world) {
    const { FlexClient } = await world.package();
    const { line } = await world.module("events");
    const faults = [
      { name: "reset_in_body", method: "POST" },
      { name: "wrong_type", method: "GET" },
    ];
    const { id } = await world.session("hold_expiring", { faults });
    const lines = [];
    const onEvent = (event) => lines.push(line(id, event));
    await new FlexClient({ apiKey: world.key, onEvent }).reauth(id);
    for (const part of [
      '"by":"read"',
      '"drift":"checkout_session.tax_rate.amount"',
      '"status":200',
      '"method":"GET"',
    ])
      assert.ok(
        lines.some((line) => line.includes(part)),
        `${part} in ${lines}`,
      );
  },
  async renews_a_hold_in_vercels_edge_runtime(world) {
    const session = await world.session();
    const script = `
      import { POST, runtime } from "page";
      globalThis.process = { env: { FLEX_API_KEY: ${JSON.stringify(world.key)} } };
      // What it sends to Flex arrives at the sandbox.
      const { fetch } = globalThis;
      globalThis.fetch = (url, init) => fetch(url.replace("https://api.withflex.com", ${JSON.stringify(world.flex)}), init);
      addEventListener("fetch", (event) => event.respondWith(POST(event.request)));
    `;
    const modules = { page: pathToFileURL(world.file("edge")) };
    const asked = { sessionId: session.id };
    const { payment_intent } = await inEdgeRuntime({ script, modules, consumer: world.consumer }, asked);
    await world.holds(session, 1, [payment_intent]);
  },
  async renews_a_hold_in_deno(world) {
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
    await served(world, programs.deno(), args);
  },
  async renews_a_hold_in_bun(world) {
    await served(world, programs.bun(), () => []);
  },
};
