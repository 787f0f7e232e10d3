// The package in a Node process of its own.

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const PROCESS = fileURLToPath(new URL("node-process.mjs", import.meta.url));

/** Starts it. `leaks` makes it a target that leaks. */
export async function startNode(consumer, env, { leaks = false } = {}) {
  const args = [consumer.folder, JSON.stringify(env), ...(leaks ? ["leak"] : [])];
  const child = fork(PROCESS, args, { execArgv: ["--expose-gc"] });
  const stop = () => child.kill("SIGKILL");
  process.once("exit", stop);
  const asked = new Map();
  await once(child, "message");
  child.on("message", ({ number, came }) => {
    asked.get(number).resolve(came);
    asked.delete(number);
  });
  child.once("exit", (code, signal) => {
    for (const { reject } of asked.values()) reject(new Error(`Node ended with ${code ?? signal}`));
  });
  let number = 0;
  const ask = (plan) =>
    new Promise((resolve, reject) => {
      number += 1;
      asked.set(number, { resolve, reject });
      child.send({ number, plan });
    });
  return {
    pid: child.pid,
    call: ask,
    sample: () => ask(undefined),
    stop: () => {
      process.off("exit", stop);
      stop();
    },
  };
}
