// examples/deno: its tasks, in Deno.

import { execute, serverOf } from "../../consumers/driver/tools.mjs";
import { deepEqual, equal, matches, ok } from "../../support/assert.js";
import * as programs from "../../support/programs.mjs";
import { makeExample, NO_ANSWER, renewAsPage, renewedOnce, settings, storedIn } from "../example.mjs";

const FILES = ["serve.ts", "renew.ts", "token.ts"];

export async function deno(env, play) {
  const { folder, dependsOnTheTestedVersions } = makeExample("deno", env.tarball);
  const options = { cwd: folder, env: { ...settings(env), PORT: "0" } };
  const task = (...args) => execute(programs.deno(), ["task", "--quiet", ...args], options);
  const { origin, stop } = await serverOf(programs.deno(), ["task", "serve"], options);
  try {
    await play({
      depends_on_the_tested_versions: dependsOnTheTestedVersions,
      // Deno checks strictly by default.
      compiles_strictly: () => execute(programs.deno(), ["check", ...FILES], options),

      async serves_the_gateway_for_a_page_with_a_token() {
        const session = await env.seed();
        const token = (await task("token", session.id, "order-1001")).trim();
        const intents = await renewAsPage(env, { origin, fetch }, session, token);
        deepEqual(intents, await renewedOnce(session), "the page's payment intents");
        deepEqual(storedIn(folder, session), intents, "stored payment intents");
      },

      async renews_from_the_command_line() {
        const session = await env.seed();
        const output = await task("renew", session.id);
        const [intent] = await renewedOnce(session);
        matches(output, new RegExp(`^${intent} \\$\\d+\\.\\d\\d\n$`), "output");
        deepEqual(storedIn(folder, session), [intent], "stored payment intents");
      },

      async prints_how_to_resolve_an_unknown_outcome() {
        const session = await env.seed("hold_expiring", { faults: NO_ANSWER });
        const failure = await task("renew", session.id).then(
          () => ok(false, "it did not fail"),
          (error) => error.message,
        );
        const [, again] = /Find out: deno task (.*)/.exec(failure) ?? [];
        ok(again, failure);
        await task(...again.split(" "));
        deepEqual(storedIn(folder, session), await renewedOnce(session), "stored payment intents");
      },

      async prints_that_a_rejected_reauth_placed_no_hold() {
        const session = await env.seed("captured");
        const failure = await task("renew", session.id).catch((error) => error.message);
        matches(failure, /No money is held by this call/, "output");
        equal((await session.entry()).holds_placed, 0, "holds");
      },
    });
  } finally {
    stop();
  }
}
