// What a stranger does: from an empty folder to a typed session on the screen, in a web app and in a Worker.
//   node tests/newcomer/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--only web]
//
// It prints the commands, and the seconds that each took. Nothing of this repository is used but the packed package, the
// blocks of README.md, and the sandbox in the place of Flex.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeBrowsers } from "../consumers/driver/browsers.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { startSandbox } from "../support/sandbox.mjs";
import { Newcomer } from "./newcomer.mjs";
import { web } from "./web.mjs";
import { worker } from "./worker.mjs";

const WAYS = { web, worker };

const args = readCommandLine({ others: ["only"], names: Object.keys(WAYS) });
const sandbox = await startSandbox(args.sandbox);
let failed = false;
for (const [name, way] of Object.entries(WAYS)) {
  if (args.only && args.only !== name) continue;
  const folder = mkdtempSync(join(tmpdir(), `newcomer-${name}-`));
  const newcomer = new Newcomer({ folder, tarball: args.tarball, flex: sandbox.baseURL });
  console.log(`\n${name}: from an empty folder`);
  try {
    await way(newcomer);
    console.log(`  ${newcomer.seconds().toFixed(1).padStart(6)} s  in all`);
  } catch (error) {
    failed = true;
    console.log(`FAIL ${name}: ${error?.stack ?? error}`);
  } finally {
    newcomer.leave();
    rmSync(folder, { recursive: true, force: true });
  }
}
await closeBrowsers();
sandbox.stop();
process.exit(failed ? 1 : 0);
