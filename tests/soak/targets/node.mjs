// The package in its own Node process.

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const PROCESS = fileURLToPath(new URL("node-process.mjs", import.meta.url));

/** Starts it. */
export async function startNode(consumer, env) {
  const args = [consumer.folder, JSON.stringify(env)];
  const child = fork(PROCESS, args, { execArgv: ["--expose-gc"] });
  const stop = () => child.kill("SIGKILL");
  process.once("exit", stop);
  const pending = new Map();
  await once(child, "message");
  child.on("message", ({ number, result }) => {
    pending.get(number).resolve(result);
    pending.delete(number);
  });
  child.once("exit", (code, signal) => {
    for (const { reject } of pending.values()) reject(new Error(`Node ended with ${code ?? signal}`));
  });
  let number = 0;
  const send = (plan) =>
    new Promise((resolve, reject) => {
      number += 1;
      pending.set(number, { resolve, reject });
      child.send({ number, plan });
    });
  return {
    pid: child.pid,
    call: send,
    sample: () => send(undefined),
    stop: () => {
      process.off("exit", stop);
      stop();
    },
  };
}
