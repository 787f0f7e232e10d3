// Blocks of tests, run by vitest.

import { copyFileSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { tool } from "../consumers/driver/tools.mjs";

/** Runs a block of tests, which may import other blocks. Returns what vitest prints. */
export async function inVitest(env, name, ...imported) {
  const folder = mkdtempSync(join(env.consumer.folder, "vitest-"));
  copyFileSync(env.file(name), join(folder, `${name}.test.ts`));
  for (const other of imported) copyFileSync(env.file(other), join(folder, `${other}.ts`));
  return tool("vitest", ["run", "--root", folder, "--reporter=verbose"], { cwd: folder });
}
