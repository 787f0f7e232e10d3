// workerd by itself, as a process that has not started yet. Miniflare adds Workers of its own, whose start
// would hide what is measured.

import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import workerd from "workerd";

/** Writes the configuration of a bundled Worker beside it. */
export function configure(bundle) {
  const folder = dirname(bundle);
  const modules = readdirSync(folder)
    .filter((name) => !name.endsWith(".capnp"))
    .sort((a, b) => Number(b === basename(bundle)) - Number(a === basename(bundle)))
    .map((name) => `(name = "${name}", ${name.endsWith(".wasm") ? "wasm" : "esModule"} = embed "${name}")`);
  const path = join(folder, "config.capnp");
  writeFileSync(
    path,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = (modules = [${modules.join(", ")}], compatibilityDate = "2026-07-30")),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);
`,
  );
  return path;
}

/**
 * Starts workerd, and sends one request as soon as it listens. Gives the answer, when it came, from the start, and how
 * much CPU time that took, where the system tells it.
 */
export async function startAndAsk(config) {
  const start = performance.now();
  const child = spawn(workerd.default, ["serve", "--control-fd=3", config], {
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  try {
    const port = await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`workerd ended with ${code}`)));
      createInterface({ input: child.stdio[3] }).on("line", (line) => {
        const { event, port } = JSON.parse(line);
        if (event === "listen") resolve(port);
      });
    });
    const text = await (await fetch(`http://127.0.0.1:${port}/`)).text();
    return { text, ms: performance.now() - start, cpu: cpuTime(child.pid) };
  } finally {
    child.removeAllListeners("exit");
    child.kill("SIGKILL");
  }
}

/** The milliseconds that a process has computed for; Linux alone tells them so finely. */
function cpuTime(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const nanoseconds = threads.map((id) =>
      Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, "utf8").split(" ")[0]),
    );
    return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
  } catch {
    return undefined;
  }
}
