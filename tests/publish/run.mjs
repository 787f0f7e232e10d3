// Checks workflows, forms, the dry runs of npm and JSR, and the public types:
//   node tests/publish/run.mjs --tarball pkg.tgz --jsr target/jsr --python folder/of/programs
// With UPDATE=1 in the environment it renews the types.

import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { deepEqual, matches } from "../support/assert.js";
import { runCases } from "../support/cases.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { isKept } from "./api.mjs";
import { actionlintFindsNothing, schemasAreKept, zizmorFindsNothing } from "./github.mjs";
import {
  hasTheVersionAndTheEntriesOfNpm,
  isAcceptedByDeno,
  isPublishedByTheSameDeno,
  renewsAHoldInDeno,
} from "./jsr.mjs";
import { ROOT, run } from "./tools.mjs";

const args = readCommandLine({ needed: ["tarball", "jsr", "python"] });

const { folder, installed, manifest } = installTarball(args.tarball);
// API Extractor treats files in node_modules as external.
const unpacked = join(folder, "package");
cpSync(installed, unpacked, { recursive: true });
const jsr = resolve(args.jsr);
const update = Boolean(process.env.UPDATE);
const types = (entry) => isKept(unpacked, entry, join(folder, `api-${entry}`), update);

const CASES = {
  has_workflows_in_which_actionlint_finds_nothing: actionlintFindsNothing,
  has_workflows_that_pass_zizmor: () => zizmorFindsNothing(args.python),
  has_workflows_and_forms_that_match_githubs_schemas: () => schemasAreKept(args.python),
  is_published_by_npm_without_a_warning: dryRun,
  is_published_to_jsr_by_deno_without_slow_types: () => isAcceptedByDeno(jsr),
  is_published_to_jsr_by_the_deno_of_the_dry_run: isPublishedByTheSameDeno,
  has_the_same_version_and_entries_on_jsr: () => hasTheVersionAndTheEntriesOfNpm(jsr, manifest),
  renews_a_hold_in_deno_from_the_files_for_jsr: () => renewsAHoldInDeno(jsr, join(folder, "deno")),
  exports_the_reviewed_types_of_index: () => types("index"),
  exports_the_reviewed_types_of_slim: () => types("slim"),
  exports_the_reviewed_types_of_gateway: () => types("gateway"),
  exports_the_reviewed_types_of_testing: () => types("testing"),
  exports_the_reviewed_types_of_webhooks: () => types("webhooks"),
  exports_the_reviewed_types_of_keeper: () => types("keeper"),
};

/** npm's messages about the machine. */
const OF_THE_MACHINE =
  /^npm warn (Unknown (user|env|builtin) config|publish This command requires you to be logged in)/i;

async function dryRun() {
  const output = await run("npm", ["publish", "--dry-run"], { cwd: join(ROOT, "pkg") });
  matches(output, /^\+ flex-checkout@/m, "npm's last word");
  const warnings = output.split("\n").filter((line) => /^npm (warn|error)/i.test(line));
  deepEqual(
    warnings.filter((line) => !OF_THE_MACHINE.test(line)),
    [],
    "warnings",
  );
}

const total = report();
await runCases(total, { publish: CASES });
process.exit(total.close());
