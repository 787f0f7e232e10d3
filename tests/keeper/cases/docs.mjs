// docs/keeper.md: its Worker runs with the bindings that the page shows.

import { readFileSync } from "node:fs";
import { transform } from "esbuild";
import { deepEqual, equal, has, ok } from "../../support/assert.js";
import { HOUR, WINDOW, withEnvironment } from "../scene.mjs";

const PAGE = readFileSync(new URL("../../../docs/keeper.md", import.meta.url), "utf8");

const snippet = (language, name) => {
  const [, snippet] = new RegExp(`\`\`\`${language} ${name}\\n(.*?)\`\`\``, "s").exec(PAGE) ?? [];
  ok(snippet, `docs/keeper.md has no snippet ${name}`);
  return snippet;
};

export const docs = {
  async documents_every_call_option_and_stop_reason(consumer) {
    const types = (file) => readFileSync(`${consumer.installed}/dist/types/${file}.d.ts`, "utf8");
    const calls = column("};\n```\n");
    const declared = /interface Keeper {(.*?)^}/ms
      .exec(types("keeper/keeper"))[1]
      .match(/^ {4}\w+(?=\()/gm)
      .map((name) => name.trim());
    deepEqual(calls.sort(), declared.sort(), "calls");
    const policy = /interface HoldPolicy {(.*?)^}/ms
      .exec(types("generated/keeper"))[1]
      .match(/^ {4}\w+(?=\?:)/gm)
      .map((name) => name.trim());
    deepEqual(column("<!-- policy -->").sort(), policy.sort(), "options");
    const reasons = /type HoldStopReason =(.*?);/s
      .exec(types("generated/holds"))[1]
      .match(/"(\w+)"/g)
      .map((name) => name.slice(1, -1));
    deepEqual(column("<!-- stop reasons -->").sort(), reasons.sort(), "reasons");
  },
  async runs_the_documented_worker_with_the_documented_bindings(consumer, baseURL) {
    const wrangler = JSON.parse(snippet("jsonc", "wrangler"));
    const { code } = await transform(snippet("ts", "worker"), { loader: "ts" });
    const [{ new_sqlite_classes: withSQLite }] = wrangler.migrations;
    const { producers, consumers } = wrangler.queues;
    const options = {
      durableObjects: Object.fromEntries(
        wrangler.durable_objects.bindings.map(({ name, class_name }) => [
          name,
          { className: class_name, useSQLite: withSQLite.includes(class_name) },
        ]),
      ),
      d1Databases: wrangler.d1_databases.map(({ binding }) => binding),
      queueProducers: Object.fromEntries(producers.map(({ binding, queue }) => [binding, queue])),
      queueConsumers: Object.fromEntries(
        consumers.map(({ queue, max_retries }) => [queue, { maxRetries: max_retries, maxBatchTimeout: 0.1 }]),
      ),
    };
    await withEnvironment(
      { consumer, baseURL, script: code, date: wrangler.compatibility_date, options },
      async (env) => {
        // The hold has expired, so that it is renewed at once on the real clock.
        const session = await env.session({ age: WINDOW + HOUR });
        const status = JSON.parse(await env.dispatch("/", { sessionId: session.id }));
        has(status, { sessionId: session.id, state: "keeping", reauths: 1 });
        has(await session.entry(), { reauths: 1, holds_placed: 1 });
        const documented = JSON.parse(snippet("json", "notice"));
        const notice = (await session.notices(2)).find(({ type }) => type === documented.type);
        deepEqual(shape(notice), shape(documented), "the notice");
        const captured = { type: "charge.captured", checkout_session_id: session.id };
        equal((await env.webhook(captured)).result, "handled");
        equal(
          (await env.webhook(captured, { secret: "fwhsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" })).status,
          401,
        );
        const stopped = JSON.parse(
          await env.dispatch("/", { sessionId: session.id, until: 1_900_000_000_000 }),
        );
        has(stopped.policy, { until: 1_900_000_000_000 });
      },
    );
  },
};

/** Returns the first column of the table under a heading, or between two markers. */
function column(after) {
  const [, table] = PAGE.split(after);
  const rows = table?.trimStart().split("\n\n")[0].split("\n").slice(2) ?? [];
  return rows.map((row) => /^\| `([\w]+)/.exec(row)?.[1]).filter((name) => name !== undefined);
}

/** Replaces values by their types. */
function shape(value) {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shape(field)]));
}
