// docs/webhooks.md: its Worker in workerd, its server in Express, and its table of codes.

import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { tool } from "../../consumers/driver/tools.mjs";
import { withWorker } from "../../support/runtimes/workerd.mjs";
import { EVENT, OTHER_SECRET, SECRET, signed } from "../../webhooks/signed.js";
import { ROOT } from "../markdown.mjs";

export const page = "docs/webhooks.md";

export const cases = {
  async verifies_webhooks_in_a_worker(env) {
    const worker = {
      script: 'export { default } from "page";',
      modules: { page: pathToFileURL(env.file("worker")) },
      consumer: env.consumer,
      options: { bindings: { FLEX_WEBHOOK_SECRET: SECRET } },
    };
    await withWorker(worker, async (_dispatch, miniflare) => {
      const post = async (webhook) => {
        const response = await miniflare.dispatchFetch("http://worker/", { method: "POST", ...webhook });
        return [response.status, await response.text()];
      };
      assert.deepEqual(await post(await signed()), [204, ""]);
      assert.deepEqual(await post(await signed({ secret: OTHER_SECRET })), [400, "wrong_signature"]);
      assert.deepEqual(await post(await signed({ timestamp: 1_700_000_000 })), [400, "out_of_time"]);
    });
  },
  async verifies_webhooks_in_express(env) {
    process.env.FLEX_WEBHOOK_SECRET = SECRET;
    const { app } = await env.module("express");
    const server = createServer(app);
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    const url = `http://127.0.0.1:${server.address().port}/webhooks/flex`;
    const post = async ({ headers, body }) => {
      const all = { "content-type": "application/json", ...headers };
      const response = await fetch(url, { method: "POST", headers: all, body });
      return [response.status, await response.text()];
    };
    assert.deepEqual(await post(await signed()), [204, ""]);
    const large = JSON.stringify({ ...EVENT, pad: "x".repeat(500_000) });
    assert.deepEqual(await post(await signed({ body: large })), [204, ""]);
    assert.deepEqual(await post(await signed({ secret: OTHER_SECRET })), [400, "wrong_signature"]);
    assert.deepEqual(await post({ headers: {}, body: "{}" }), [400, "malformed"]);
    server.close();
  },
  async passes_its_tests(env) {
    const folder = mkdtempSync(join(env.consumer.folder, "vitest-"));
    copyFileSync(env.file("worker"), join(folder, "worker.ts"));
    copyFileSync(env.file("tests"), join(folder, "worker.test.ts"));
    const output = await tool("vitest", ["run", "--root", folder, "--reporter=verbose"], { cwd: folder });
    assert.match(output, /1 passed/);
  },
  documents_every_code(env) {
    const declared = readFileSync(join(env.consumer.installed, "dist/types/webhooks/failures.d.ts"), "utf8");
    const [, union] = /type WebhookErrorCode =(.*?);/s.exec(declared) ?? [];
    const codes = Array.from(union.matchAll(/"(\w+)"/g), ([, code]) => code);
    const [, table] =
      /<!-- codes -->(.*?)<!-- \/codes -->/s.exec(readFileSync(join(ROOT, page), "utf8")) ?? [];
    const [, ...documented] = Array.from(table.matchAll(/^\| `(\w+)`/gm), ([, code]) => code);
    assert.ok(codes.length > 5, `${codes}`);
    assert.deepEqual(documented, codes);
  },
};
