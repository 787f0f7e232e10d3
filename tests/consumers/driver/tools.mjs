// The tools that package.json pins, run by Node 24: some do not support Node 20.

import { spawn } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import * as programs from "../../support/programs.mjs";

// Generous, as some tools run in the background at the lowest priority.
const TIMEOUT = 600_000;

/** The folder of a workspace whose tools are older than those of the same name here. */
export const EARLIER = "earlier/";

/** Path of a file in `node_modules`; `path` begins with the tool's name, or with `earlier/` and its name. */
export function installed(path, folder = "") {
  const within = path.startsWith(EARLIER) ? EARLIER : "";
  const file = `../${within}node_modules/${folder}${path.slice(within.length)}`;
  return fileURLToPath(new URL(file, import.meta.url));
}

const manifestOf = (name) => JSON.parse(readFileSync(installed(`${name}/package.json`), "utf8"));

export const versionOf = (name) => manifestOf(name).version;

/** The tool's own name and its version. */
export function describe(name) {
  const { name: own, version } = manifestOf(name);
  return `${own} ${version}`;
}

/** Runs a tool to its end. Resolves with its output, or rejects with it if the tool fails. */
export const tool = (name, args, options) => execute(...byNode(name, args), options);

/** Runs a program in the same way. */
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

/** Starts a tool that serves until it is stopped. Resolves with the origin that it prints. */
export const server = (name, args, options) => serverOf(...byNode(name, args), options);

/** Starts a program in the same way. */
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
  return [programs.node(24), [realpathSync(installed(name, ".bin/")), ...args]];
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
    // A process group, so that the tool's children end with it.
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
