// Runs a suite in its own process, so that a crash is one column's failure:
//   program child.mjs <folder> <import.mjs | require.cjs | testing.mjs | …> <suite's URL>

import { fork } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker as Thread } from "node:worker_threads";

const SELF = fileURLToPath(import.meta.url);

/** The files of a consumer that load an entry of the package, by `import` and by `require`. */
const FILES = {
  "flex-checkout": ["import.mjs", "require.cjs"],
  "flex-checkout/testing": ["testing.mjs", "testing.cjs"],
  "flex-checkout/webhooks": ["webhooks.mjs", "webhooks.cjs"],
};

/** Returns the columns of a program that runs JavaScript as Node does: by `import`, and by `require`. */
export const columns = (suite, { name, program, flags = [] }, entry = "flex-checkout") =>
  FILES[entry].map((file) => ({
    name: `${name} ${file.endsWith(".mjs") ? "import" : "require"}`,
    run: ({ folder }, env) => inChild(program, flags, [folder, file, String(suite)], env),
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
  const [, , folder, file, suite] = process.argv;
  // Unhandled, it would end the process, and with it every other result.
  const uncaught = [];
  process.on("uncaughtException", (error) => uncaught.push(String(error?.message ?? error)));
  process.once("message", async (env) => {
    const { run } = await import(suite);
    const [importing, requiring] = Object.values(FILES).find((files) => files.includes(file));
    const copies = {
      [importing]: await import(pathToFileURL(join(folder, importing)).href),
      [requiring]: createRequire(SELF)(join(folder, requiring)),
    };
    const other = copies[file === importing ? requiring : importing];
    const workers = workersOf(pathToFileURL(join(folder, file)).href);
    const results = await run(copies[file], { ...env, workers }, other);
    if (results.length > 0) results.push(raisesNothing(uncaught));
    process.send(results);
  });
}

/** Starts each kind of worker that a server runtime has. Each resolves with the result of `tryKeys` in it. */
function workersOf(url) {
  const file = new URL("key-worker.mjs", import.meta.url);
  const workers = {
    worker_threads: () =>
      new Promise((resolve, reject) => {
        const thread = new Thread(file).once("message", resolve).once("error", reject);
        thread.postMessage(url);
      }),
  };
  // Node has none.
  if (typeof Worker === "function")
    workers["web worker"] = () =>
      new Promise((resolve, reject) => {
        const worker = new Worker(file, { type: "module" });
        worker.onmessage = ({ data }) => {
          worker.terminate();
          resolve(data);
        };
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(url);
      });
  return workers;
}

function raisesNothing(uncaught) {
  const ok = uncaught.length === 0;
  return { name: "throws_no_uncaught_exception", ok, ...(!ok && { error: uncaught.join("; ") }), ms: 0 };
}
