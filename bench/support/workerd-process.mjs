// workerd without Miniflare, which adds Workers of its own whose start would distort the measurement, and
// does not expose the process.

import { spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import workerd from "workerd";

/** Writes the configuration of a bundled Worker beside it. `v8Flags` are flags of the engine. */
export function configure(bundle, v8Flags = []) {
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
  v8Flags = ${JSON.stringify(v8Flags)},
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);
`,
  );
  return path;
}

/**
 * Starts workerd, and resolves once it listens. Its log is printed, or written to the file `log`. With
 * `inspects` it also listens at the address `inspector` for an inspector.
 */
export async function startWorkerd(config, { log, inspects = false } = {}) {
  const output = log ? openSync(log, "w") : "inherit";
  const options = ["--control-fd=3", ...(inspects ? ["--inspector-addr=127.0.0.1:0"] : [])];
  const child = spawn(workerd.default, ["serve", ...options, config], {
    stdio: ["ignore", output, "inherit", "pipe"],
  });
  if (log) closeSync(output);
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const ports = await new Promise((resolve, reject) => {
    const ports = {};
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`workerd ended with ${code}`)));
    createInterface({ input: child.stdio[3] }).on("line", (line) => {
      const { event, port } = JSON.parse(line);
      ports[event] = port;
      if (ports.listen && (ports["listen-inspector"] || !inspects)) resolve(ports);
    });
  });
  const stop = () => {
    process.off("exit", kill);
    kill();
  };
  return {
    origin: `http://127.0.0.1:${ports.listen}`,
    inspector: inspects ? `ws://127.0.0.1:${ports["listen-inspector"]}` : undefined,
    pid: child.pid,
    stop,
  };
}
