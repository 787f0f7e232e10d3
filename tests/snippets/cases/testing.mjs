// docs/testing.md: its tests in vitest, MSW's handlers, and a page in Chromium.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { chromium } from "../page.mjs";
import { inVitest } from "../vitest.mjs";

export const page = "docs/testing.md";

const sandbox = (env) => env.package("testing.mjs");

export const cases = {
  async passes_the_first_test(env) {
    assert.match(await inVitest(env, "first"), /1 passed/);
  },
  async passes_the_five_tests(env) {
    assert.match(await inVitest(env, "tests", "shop"), /5 passed/);
  },
  async sends_a_webhook_to_a_handler(env) {
    const { notifyOfExpiry } = await env.module("webhook");
    const handler = async (request) => {
      const { event_type } = await request.json();
      return new Response(null, { status: event_type === "charge.expired" ? 204 : 400 });
    };
    assert.equal(await notifyOfExpiry(handler), 204);
  },
  async answers_the_global_fetch_by_msw(env) {
    const { flex, server } = await env.module("msw");
    server.listen({ onUnhandledRequest: "bypass" });
    try {
      const { FlexClient } = await env.package();
      const id = flex.sessions.create();
      const client = new FlexClient({ apiKey: flex.apiKey });
      assert.equal((await client.reauth(id)).checkout_session_id, id);
      assert.equal(flex.holds(id), 1);
    } finally {
      server.close();
    }
  },
  async answers_a_page_from_a_sandbox(env) {
    const { answerFromSandbox } = await env.module("playwright");
    const { createSandbox } = await sandbox(env);
    const flex = createSandbox();
    const id = flex.sessions.create();
    const server = createServer((_, response) => response.end("a page"));
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    const page = await (await chromium()).open(`http://127.0.0.1:${server.address().port}/`);
    try {
      await answerFromSandbox(page.raw, flex);
      flex.faults.next("lost_response");
      // The page's client would retry with the same key.
      const reauth = (id) =>
        fetch(`/flex/v1/checkout/sessions/${id}/reauth`, {
          method: "POST",
          headers: { "idempotency-key": "renewal-1" },
        }).then(({ status }) => status);
      const statuses = [await page.evaluate(reauth, id), await page.evaluate(reauth, id)];
      assert.deepEqual([...statuses, flex.holds(id)], [502, 200, 1]);
    } finally {
      await page.close();
      server.close();
    }
  },
};
