// Runs programs to their end.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Runs a program. Resolves with `{ code, output }`, stdout and stderr in one string. */
export function execute(program, args, { cwd = ROOT, env } = {}) {
  return new Promise((resolve, reject) => {
    const options = {
      cwd,
      env: { ...process.env, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    };
    const child = spawn(program, args, options);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data) => {
        output += data;
      });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** Runs a program that must exit with 0. Resolves with its output. */
export async function run(program, args, options) {
  const { code, output } = await execute(program, args, options);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${output}`);
  return output;
}
