// The programs that tests/consumers/package.json pins, and the machine's browsers.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const installed = (path) => fileURLToPath(new URL(`../consumers/node_modules/${path}`, import.meta.url));

// npm installs the packages of these platforms; on others the variable has to name the program.
const DENOS = ["x64-glibc", "arm64-glibc"].map((platform) => `@deno/linux-${platform}/deno`);
const BUNS = ["linux-x64", "linux-aarch64"].map((platform) => `@oven/bun-${platform}/bin/bun`);

/** Returns Node of a major version. */
export const node = (major) => find(`NODE_${major}`, [installed(`node-${major}/bin/node`)]);
export const deno = () => find("DENO", DENOS.map(installed));
export const bun = () => find("BUN", BUNS.map(installed));

export const chromium = () => find("CHROMIUM", ["/usr/bin/chromium"]);
export const firefox = () => find("FIREFOX", ["/usr/bin/firefox-esr"]);
/** WebKitGTK's browser, which Debian keeps among the library's files. */
export const webkit = () =>
  find(
    "WEBKIT",
    ["x86_64", "aarch64"].map((machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`),
  );

/** Returns the first version number that the program prints. */
export function versionOf(program) {
  const output = execFileSync(program, ["--version"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return /\d+(\.\d+)+/.exec(output)?.[0] ?? output.trim();
}

/** WebKitGTK's browser needs a screen even for this. */
export function versionOfWebkit() {
  const command = ["-a", webkit(), "--version"];
  return /[\d.]+/.exec(execFileSync("xvfb-run", command, { encoding: "utf8" }))?.[0];
}

function find(variable, paths) {
  const program = process.env[variable] ?? paths.find((path) => existsSync(path));
  if (!program) throw new Error(`${variable} has to name the program: ${paths.join(", ")} is not there`);
  return program;
}
