// Node, by `import` and by `require`. Each runs in a process of its own, so that a crash is one column's failure.

import { fork } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { equal, throws } from "../support/assert.js";
import { run } from "./suite.js";

const SELF = fileURLToPath(import.meta.url);
const IMPORT = "import.mjs";
const REQUIRE = "require.cjs";

export const columns = [
  { name: `node ${process.versions.node} import`, run: (consumer, env) => inChild(IMPORT, consumer, env) },
  { name: `node ${process.versions.node} require`, run: (consumer, env) => inChild(REQUIRE, consumer, env) },
];

function inChild(entry, { folder }, env) {
  const child = fork(SELF, [folder, entry]);
  const stop = () => child.kill("SIGKILL");
  process.once("exit", stop);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("message", resolve);
    child.once("exit", (code, signal) => reject(new Error(`node ended with ${code ?? signal}`)));
    child.send(env);
  }).finally(() => {
    stop();
    process.off("exit", stop);
  });
}

if (process.argv[1] === SELF && process.send) {
  const [, , folder, entry] = process.argv;
  // Left to itself it would end the process, and with it every other result.
  const uncaught = [];
  process.on("uncaughtException", (error) => uncaught.push(error.message));
  process.once("message", async (env) => {
    const copies = {
      [IMPORT]: await import(pathToFileURL(join(folder, IMPORT)).href),
      [REQUIRE]: createRequire(SELF)(join(folder, REQUIRE)),
    };
    const other = copies[entry === IMPORT ? REQUIRE : IMPORT];
    const results = await run(copies[entry], env);
    if (results.length > 0) results.push(raisesNothing(uncaught));
    if (!env.only) results.push(recognisesErrorsOfAnotherCopy(copies[entry], other));
    process.send(results);
  });
}

function raisesNothing(uncaught) {
  const ok = uncaught.length === 0;
  return { name: "raises_no_uncaught_exception", ok, ...(!ok && { error: uncaught.join("; ") }), ms: 0 };
}

/** An application may well load the package by both ways at once. */
function recognisesErrorsOfAnotherCopy(pkg, other) {
  const name = "recognises_errors_of_another_copy";
  try {
    const error = throws(() => new other.FlexClient({}));
    equal(error instanceof pkg.FlexError, false, "instanceof of another copy");
    equal(pkg.FlexError.is(error), true, "FlexError.is");
    return { name, ok: true, ms: 0 };
  } catch (error) {
    return { name, ok: false, error: error.message, ms: 0 };
  }
}
