// Access to the admin routes, and their responses while a secret is missing.

import { deployment } from "../../../worker/local.mjs";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { seed } from "../../support/control.js";
import { until } from "../../support/until.mjs";
import { ADMIN_SECRET, scene } from "../scene.mjs";

const ADMIN = [
  ["GET", "/holds"],
  ["GET", "/holds/fcs_1"],
  ["PUT", "/holds/fcs_1"],
  ["DELETE", "/holds/fcs_1"],
  ["POST", "/holds/fcs_1/capture"],
  ["POST", "/holds/import"],
];

const unset = (name) => `${name} is not set; set it with \`wrangler secret put ${name}\`.`;

/** A row: the invalid bindings, the error's message, and the closed routes. */
const CLOSED = [
  [{ FLEX_ADMIN_SECRET: "" }, unset("FLEX_ADMIN_SECRET"), ADMIN],
  [{ FLEX_ADMIN_SECRET: "sh0rt" }, "FLEX_ADMIN_SECRET must be a string of at least 32 characters.", ADMIN],
  [{ FLEX_API_KEY: "" }, unset("FLEX_API_KEY"), [...ADMIN, ["POST", "/webhooks/flex"]]],
  [{ FLEX_WEBHOOK_SECRET: "" }, unset("FLEX_WEBHOOK_SECRET"), [["POST", "/webhooks/flex"]]],
];

export async function responds_with_the_missing_secret(env) {
  for (const [bindings, sentence, routes] of CLOSED) {
    await scene(env, bindings, async ({ worker, request }) => {
      for (const [method, path] of routes) {
        const { status, body } = await request(method, path);
        deepEqual([status, body], [503, { error: { code: "not_configured", message: sentence } }], path);
      }
      await until(() => worker.logged.length >= routes.length, "a line of the log", 20_000);
      ok(
        worker.logged.every(({ problem }) => problem === sentence),
        "the log names the reason",
      );
      ok(!JSON.stringify(worker.logged).includes("sh0rt"), "a secret is in the log");
      equal((await request("GET", "/openapi.json")).status, 200, "the document");
    });
  }
}

export async function rejects_requests_without_the_secret(env) {
  await scene(env, {}, async ({ request }) => {
    const session = await seed(env.flex, "hold_expiring");
    for (const authorization of [
      "",
      "Bearer",
      "Bearer ",
      `Bearer ${ADMIN_SECRET}x`,
      `Bearer ${ADMIN_SECRET.slice(1)}`,
      `Bearer ${ADMIN_SECRET.toUpperCase()}`,
      `Bearer ${ADMIN_SECRET} ${ADMIN_SECRET}`,
      `Basic ${btoa(`admin:${ADMIN_SECRET}`)}`,
      ADMIN_SECRET,
    ]) {
      for (const [method, path] of [
        ["PUT", `/holds/${session.id}`],
        ["GET", `/holds/${session.id}`],
        ["DELETE", `/holds/${session.id}`],
        ["POST", `/holds/${session.id}/capture`],
        ["POST", "/holds/import"],
        ["GET", "/holds"],
      ]) {
        const { status, body, headers } = await request(method, path, { headers: { authorization } });
        deepEqual([status, body.error.code], [401, "unauthorized"], `${method} with ${authorization}`);
        equal(headers.get("www-authenticate"), "Bearer", "www-authenticate");
      }
    }
    deepEqual(await session.requests(), [], "requests to Flex");
    equal((await request("GET", `/holds/${session.id}`)).status, 404, "nothing is stored");
    const lower = { headers: { authorization: `bearer ${ADMIN_SECRET}` } };
    equal((await request("GET", "/holds", lower)).status, 200, "a lowercase scheme");
  });
}

export async function logs_one_line_per_request_and_no_secret(env) {
  await scene(env, {}, async ({ worker, request }) => {
    const session = await seed(env.flex, "hold_expiring");
    await request("PUT", `/holds/${session.id}`);
    await request("DELETE", `/holds/${session.id}?reason=s3cr3t`);
    await request("GET", "/holds?cursor=s3cr3t%20", { headers: { authorization: "Bearer s3cr3t" } });
    await until(() => worker.logged.length >= 3, "the log", 20_000);
    deepEqual(
      worker.logged.map(({ ms, ...line }) => line),
      [
        { message: "flex keeper", method: "PUT", route: "/holds/{id}", session: session.id, status: 200 },
        { message: "flex keeper", method: "DELETE", route: "/holds/{id}", session: session.id, status: 200 },
        { message: "flex keeper", method: "GET", route: "/holds", refused: "unauthorized", status: 401 },
      ],
    );
    ok(
      worker.logged.every(({ ms }) => Number.isInteger(ms)),
      "how long it took",
    );
  });
}

export async function deploys_every_binding({ made: { output } }) {
  for (const binding of ["HOLD_KEEPER", "HOLD_INDEX", "HOLD_NOTICES"]) {
    ok(output.includes(`env.${binding}`), `wrangler knows ${binding}: ${output}`);
  }
  deepEqual(deployment.migrations[0].new_sqlite_classes, ["HoldKeeper"], "the class has SQLite storage");
}
