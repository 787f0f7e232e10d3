// The package for JSR: its dry run, and a program of a Deno user, which imports the same files.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deepEqual, equal, matches } from "../support/assert.js";
import { filesOf } from "../support/files.mjs";
import * as programs from "../support/programs.mjs";
import { ROOT, run } from "./tools.mjs";

const PROGRAM = fileURLToPath(new URL("deno-user.ts", import.meta.url));
const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

/** The entries that Deno users need, of those of the npm package. */
const ENTRIES = [".", "./gateway", "./testing", "./webhooks", "./schema.json"];

const deno = (args, cwd) => run(programs.deno(), args, { cwd, env: { DENO_DIR: join(ROOT, "target/deno") } });

/** Checks that Deno would publish exactly the folder's files, without a warning such as one about slow types. */
export async function isAcceptedByDeno(folder) {
  const output = await deno(["publish", "--dry-run", "--allow-dirty"], folder);
  matches(output, /Success Dry run complete/, "the dry run");
  equal(/warning.*/i.exec(output)?.[0], undefined, "a warning");
  const listed = Array.from(output.matchAll(/^ +file:\/\/(\S+) \(/gm), ([, path]) => path);
  deepEqual(
    listed.sort(),
    filesOf(folder)
      .map((file) => join(folder, file))
      .sort(),
    "the published files",
  );
}

/** Checks that the configuration is that of the npm package. */
export function hasTheVersionAndTheEntriesOfNpm(folder, manifest) {
  const { version, license, exports } = readJson(join(folder, "jsr.json"));
  deepEqual([version, license], [manifest.version, manifest.license], "version and license");
  const files = ENTRIES.map((entry) => {
    const target = manifest.exports[entry];
    return [entry, target.default?.default ?? target];
  });
  deepEqual(exports, Object.fromEntries(files), "exports");
}

/** Checks that the release uses the Deno of this dry run. */
export function isPublishedByTheSameDeno() {
  const { devDependencies } = readJson(join(ROOT, "tests/consumers/package.json"));
  const workflow = readFileSync(join(ROOT, ".github/workflows/release.yml"), "utf8");
  equal(/deno@([\d.]+) publish/.exec(workflow)?.[1], devDependencies.deno, "the version of Deno");
}

/** Checks the types of a program of a Deno user, and runs it. */
export async function renewsAHoldInDeno(folder, scratch) {
  mkdirSync(scratch, { recursive: true });
  copyFileSync(PROGRAM, join(scratch, "user.ts"));
  const { name, exports } = readJson(join(folder, "jsr.json"));
  const imports = Object.entries(exports).map(([entry, file]) => [join(name, entry), join(folder, file)]);
  writeFileSync(join(scratch, "deno.json"), JSON.stringify({ imports: Object.fromEntries(imports) }));
  await deno(["check", "user.ts"], scratch);
  const output = await deno(["run", "--allow-net=127.0.0.1", "user.ts"], scratch);
  deepEqual(
    JSON.parse(output),
    { holds: 1, keys: 1, posts: 2, total: 12999, verified: "charge.expired" },
    "the result",
  );
}
