// The programs that tests/consumers/package.json pins, and the browsers that the machine has.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const installed = (path) => fileURLToPath(new URL(`../consumers/node_modules/${path}`, import.meta.url));

// The packages of these platforms are what npm installs; on others the variable has to name the program.
const DENOS = ["x64-glibc", "arm64-glibc"].map((platform) => `@deno/linux-${platform}/deno`);
const BUNS = ["linux-x64", "linux-aarch64"].map((platform) => `@oven/bun-${platform}/bin/bun`);

/** Node of a major version. */
export const node = (major) => find(`NODE_${major}`, [installed(`node-${major}/bin/node`)]);
export const deno = () => find("DENO", DENOS.map(installed));
export const bun = () => find("BUN", BUNS.map(installed));

export const chromium = () => find("CHROMIUM", ["/usr/bin/chromium"]);
export const firefox = () => find("FIREFOX", ["/usr/bin/firefox-esr"]);
/** WebKitGTK's browser, which Debian has among the library's own files. */
export const webkit = () =>
  find(
    "WEBKIT",
    ["x86_64", "aarch64"].map((machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`),
  );

/** The first version number that the program says it is of. */
export function versionOf(program) {
  const text = execFileSync(program, ["--version"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return /\d+(\.\d+)+/.exec(text)?.[0] ?? text.trim();
}

/** WebKitGTK's; its browser wants a screen even to say it. */
export function versionOfWebkit() {
  const command = ["-a", webkit(), "--version"];
  return /[\d.]+/.exec(execFileSync("xvfb-run", command, { encoding: "utf8" }))?.[0];
}

function find(variable, paths) {
  const program = process.env[variable] ?? paths.find((path) => existsSync(path));
  if (!program) throw new Error(`${variable} has to name the program: ${paths.join(", ")} is not there`);
  return program;
}
