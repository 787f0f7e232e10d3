// Runs a suite in a process of its own, so that a crash is one column's failure:
//   program child.mjs <folder> <import.mjs | require.cjs> <suite's URL>

import { fork } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const SELF = fileURLToPath(import.meta.url);
const IMPORT = "import.mjs";
const REQUIRE = "require.cjs";

/** The columns of a program that runs JavaScript as Node does: by `import`, and by `require`. */
export const columns = (suite, { name, program, flags = [] }) =>
  [IMPORT, REQUIRE].map((entry) => ({
    name: `${name} ${entry.split(".")[0]}`,
    run: ({ folder }, env) => inChild(program, flags, [folder, entry, String(suite)], env),
  }));

function inChild(program, flags, args, env) {
  const child = fork(SELF, args, { execPath: program, execArgv: flags });
  const stop = () => child.kill("SIGKILL");
  process.once("exit", stop);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("message", resolve);
    child.once("exit", (code, signal) => reject(new Error(`${program} ended with ${code ?? signal}`)));
    child.send(env);
  }).finally(() => {
    stop();
    process.off("exit", stop);
  });
}

if (process.argv[1] === SELF && process.send) {
  const [, , folder, entry, suite] = process.argv;
  // Left to itself it would end the process, and with it every other result.
  const uncaught = [];
  process.on("uncaughtException", (error) => uncaught.push(String(error?.message ?? error)));
  process.once("message", async (env) => {
    const { run } = await import(suite);
    const copies = {
      [IMPORT]: await import(pathToFileURL(join(folder, IMPORT)).href),
      [REQUIRE]: createRequire(SELF)(join(folder, REQUIRE)),
    };
    const other = copies[entry === IMPORT ? REQUIRE : IMPORT];
    const results = await run(copies[entry], env, other);
    if (results.length > 0) results.push(raisesNothing(uncaught));
    process.send(results);
  });
}

function raisesNothing(uncaught) {
  const ok = uncaught.length === 0;
  return { name: "raises_no_uncaught_exception", ok, ...(!ok && { error: uncaught.join("; ") }), ms: 0 };
}
