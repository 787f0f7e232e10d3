// A runtime that runs JavaScript files, as a separate process.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { linesOf } from "./lines.mjs";

const CHILD = fileURLToPath(new URL("child.mjs", import.meta.url));

/** Starts a server of `runtime` with the consumer's package and the app's env. */
export async function startProgram(program, flags, runtime, entry, consumer, env) {
  const url = pathToFileURL(join(consumer.folder, entry)).href;
  const args = [...flags, CHILD, runtime, url, JSON.stringify(env)];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = () => {
    process.off("exit", kill);
    kill();
  };
  const ended = new Promise((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => reject(new Error(`${runtime} ended with ${code ?? signal}`)));
  });
  ended.catch(() => {});
  const { logged, complaints } = linesOf(child.stdout, child.stderr);
  const listening = async () => {
    while (logged.length === 0) await new Promise((soon) => setTimeout(soon, 10));
    return Number(logged.shift());
  };
  const port = await Promise.race([listening(), ended]).catch((error) => {
    throw new Error(`${error.message}: ${complaints.join(" | ")}`);
  });
  return { port, logged, complaints, stop };
}
