// examples/deno: its tasks, in Deno.

import { execute, serverOf } from "../../consumers/driver/tools.mjs";
import { deepEqual, equal, matches, ok } from "../../support/assert.js";
import * as programs from "../../support/programs.mjs";
import { makeExample, NO_ANSWER, renewAsPage, renewedOnce, settings, storedIn } from "../example.mjs";

const FILES = ["serve.ts", "renew.ts", "token.ts"];

export async function deno(world, play) {
  const { folder, asksForWhatIsTested } = makeExample("deno", world.tarball);
  const options = { cwd: folder, env: { ...settings(world), PORT: "0" } };
  const task = (...args) => execute(programs.deno(), ["task", "--quiet", ...args], options);
  const { origin, stop } = await serverOf(programs.deno(), ["task", "serve"], options);
  try {
    await play({
      asks_for_what_is_tested: asksForWhatIsTested,
      // Which is strict unless it is told otherwise.
      compiles_strictly: () => execute(programs.deno(), ["check", ...FILES], options),

      async serves_the_gateway_for_a_page_with_a_token() {
        const session = await world.seed();
        const token = (await task("token", session.id, "order-1001")).trim();
        const intents = await renewAsPage(world, { origin, fetch }, session, token);
        deepEqual(intents, await renewedOnce(session), "what the page got");
        deepEqual(storedIn(folder, session), intents, "what is stored");
      },

      async renews_from_the_command_line() {
        const session = await world.seed();
        const output = await task("renew", session.id);
        const [intent] = await renewedOnce(session);
        matches(output, new RegExp(`^${intent} \\$\\d+\\.\\d\\d\n$`), "output");
        deepEqual(storedIn(folder, session), [intent], "what is stored");
      },

      async says_how_to_find_out_after_no_answer() {
        const session = await world.seed("hold_expiring", { faults: NO_ANSWER });
        const failure = await task("renew", session.id).then(
          () => ok(false, "it did not fail"),
          (error) => error.message,
        );
        const [, again] = /Find out: deno task (.*)/.exec(failure) ?? [];
        ok(again, failure);
        await task(...again.split(" "));
        deepEqual(storedIn(folder, session), await renewedOnce(session), "what is stored");
      },

      async says_of_a_refusal_that_no_money_is_held() {
        const session = await world.seed("captured");
        const failure = await task("renew", session.id).catch((error) => error.message);
        matches(failure, /No money is held by this call/, "output");
        equal((await session.entry()).holds_placed, 0, "holds");
      },
    });
  } finally {
    stop();
  }
}
