// The tools that package.json pins, run as their users run them, by Node 24: some want more than Node 20.

import { spawn } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import * as programs from "../../support/programs.mjs";

const TIMEOUT = 180_000;

const installed = (path) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));

export const versionOf = (name) =>
  JSON.parse(readFileSync(installed(`${name}/package.json`), "utf8")).version;

/** Runs a tool to its end. Gives its output; fails with it when the tool does. */
export const tool = (name, args, options) => execute(...byNode(name, args), options);

/** Runs a program to its end, likewise. */
export function execute(program, args, { cwd, env } = {}) {
  const child = start(program, args, { cwd, env });
  let output = "";
  let errors = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  child.stderr.on("data", (data) => {
    errors += data;
  });
  const timer = setTimeout(child.stop, TIMEOUT);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      process.off("exit", child.stop);
      if (code === 0) resolve(output);
      else
        reject(new Error(`${[program, ...args].join(" ")} ended with ${code ?? signal}: ${output}${errors}`));
    });
  });
}

/** Starts a tool that serves until it is stopped. Resolves with its origin, which it is to print. */
export const server = (name, args, options) => serverOf(...byNode(name, args), options);

/** Starts a program that serves, likewise. */
export function serverOf(program, args, { cwd, env } = {}) {
  const name = [program, ...args].join(" ");
  const child = start(program, args, { cwd, env });
  const stop = () => {
    process.off("exit", child.stop);
    child.stop();
  };
  let output = "";
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`${name} named no address within ${TIMEOUT} ms: ${output}`));
    }, TIMEOUT);
    const listen = (data) => {
      output += data;
      const address = /http:\/\/(localhost|127\.0\.0\.1):\d+/.exec(output);
      if (!address) return;
      clearTimeout(timer);
      resolve({ origin: address[0], stop });
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`${name} ended with ${code}: ${output}`)));
  });
}

function byNode(name, args) {
  return [programs.node(24), [realpathSync(installed(`.bin/${name}`)), ...args]];
}

function start(program, args, { cwd, env }) {
  const child = spawn(program, args, {
    cwd,
    env: {
      ...process.env,
      PATH: [dirname(programs.node(24)), process.env.PATH].join(delimiter),
      CI: "true",
      NO_COLOR: "1",
      NEXT_TELEMETRY_DISABLED: "1",
      WRANGLER_SEND_METRICS: "false",
      CLOUDFLARE_CF_FETCH_ENABLED: "false",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that what the tool starts ends with it.
    detached: true,
  });
  child.stop = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
  };
  process.once("exit", child.stop);
  return child;
}
