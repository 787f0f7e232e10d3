// Who may not, and what the Worker does where a secret is not set.

import { deployment } from "../../../worker/local.mjs";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { seed } from "../../support/control.js";
import { ADMIN_SECRET, scene, until } from "../scene.mjs";

const ADMIN = [
  ["GET", "/holds"],
  ["GET", "/holds/fcs_1"],
  ["PUT", "/holds/fcs_1"],
  ["DELETE", "/holds/fcs_1"],
];

const unset = (name) => `${name} is not set; set it with \`wrangler secret put ${name}\`.`;

/** A row: what is wrong, the sentence that says so, and the routes that are closed. */
const CLOSED = [
  [{ FLEX_ADMIN_SECRET: "" }, unset("FLEX_ADMIN_SECRET"), ADMIN],
  [{ FLEX_ADMIN_SECRET: "sh0rt" }, "FLEX_ADMIN_SECRET must be a string of at least 32 characters.", ADMIN],
  [{ FLEX_API_KEY: "" }, unset("FLEX_API_KEY"), [...ADMIN, ["POST", "/webhooks/flex"]]],
  [{ FLEX_WEBHOOK_SECRET: "" }, unset("FLEX_WEBHOOK_SECRET"), [["POST", "/webhooks/flex"]]],
];

export async function is_closed_in_a_sentence_until_its_secrets_are_set(world) {
  for (const [env, sentence, routes] of CLOSED) {
    await scene(world, env, async ({ worker, ask }) => {
      for (const [method, path] of routes) {
        const { status, body } = await ask(method, path);
        deepEqual([status, body], [503, { error: { code: "not_configured", message: sentence } }], path);
      }
      await until("a line of the log", () => worker.logged.length >= routes.length);
      ok(
        worker.logged.every(({ problem }) => problem === sentence),
        "the log says why",
      );
      ok(!JSON.stringify(worker.logged).includes("sh0rt"), "a secret is in the log");
      equal((await ask("GET", "/openapi.json")).status, 200, "the document");
    });
  }
}

export async function lets_nobody_in_without_the_secret(world) {
  await scene(world, {}, async ({ ask }) => {
    const session = await seed(world.flex, "hold_expiring");
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
        ["GET", "/holds"],
      ]) {
        const { status, body, headers } = await ask(method, path, { headers: { authorization } });
        deepEqual([status, body.error.code], [401, "unauthorized"], `${method} with ${authorization}`);
        equal(headers.get("www-authenticate"), "Bearer", "www-authenticate");
      }
    }
    deepEqual(await session.requests(), [], "what was sent to Flex");
    equal((await ask("GET", `/holds/${session.id}`)).status, 404, "nothing is kept");
    const lower = { headers: { authorization: `bearer ${ADMIN_SECRET}` } };
    equal((await ask("GET", "/holds", lower)).status, 200, "a scheme in small letters");
  });
}

export async function logs_a_line_a_request_and_no_secret(world) {
  await scene(world, {}, async ({ worker, ask }) => {
    const session = await seed(world.flex, "hold_expiring");
    await ask("PUT", `/holds/${session.id}`);
    await ask("DELETE", `/holds/${session.id}?reason=s3cr3t`);
    await ask("GET", "/holds?cursor=s3cr3t%20", { headers: { authorization: "Bearer s3cr3t" } });
    await until("the log", () => worker.logged.length >= 3);
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

export async function is_what_wrangler_deploys({ made: { output } }) {
  for (const binding of ["HOLD_KEEPER", "HOLD_INDEX", "HOLD_NOTICES"]) {
    ok(output.includes(`env.${binding}`), `wrangler knows ${binding}: ${output}`);
  }
  deepEqual(deployment.migrations[0].new_sqlite_classes, ["HoldKeeper"], "the class has SQLite storage");
}
