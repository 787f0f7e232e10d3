// What a release rests on besides the code: workflows, forms, npm's dry run, and the public types as they are kept.
//   node tests/publish/run.mjs --tarball pkg.tgz --python folder/of/programs
// With UPDATE=1 in the environment it takes the types as they are for those that are to be.

import { cpSync } from "node:fs";
import { join } from "node:path";
import { deepEqual, matches } from "../support/assert.js";
import { runCases } from "../support/cases.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { changeWouldBeSeen, isKept } from "./api.mjs";
import { actionlintFindsNothing, faultsWouldBeFound, schemasAreKept, zizmorFindsNothing } from "./github.mjs";
import { ROOT, said } from "./tools.mjs";

const args = readCommandLine({ needed: ["tarball", "python"] });

const { folder, installed } = installTarball(args.tarball);
// What stands in node_modules is another's to API Extractor, and is left out.
const unpacked = join(folder, "package");
cpSync(installed, unpacked, { recursive: true });
const update = Boolean(process.env.UPDATE);
const types = (entry) => isKept(unpacked, entry, join(folder, `api-${entry}`), update);

const CASES = {
  has_workflows_in_which_actionlint_finds_nothing: actionlintFindsNothing,
  has_workflows_in_which_zizmor_finds_nothing: () => zizmorFindsNothing(args.python),
  has_workflows_and_forms_that_keep_to_githubs_schemas: () => schemasAreKept(args.python),
  would_find_faults_in_a_workflow_and_a_form: () => faultsWouldBeFound(args.python, join(folder, "faults")),
  is_published_by_npm_without_a_warning: dryRun,
  offers_the_types_that_are_kept_of_index: () => types("index"),
  offers_the_types_that_are_kept_of_slim: () => types("slim"),
  offers_the_types_that_are_kept_of_gateway: () => types("gateway"),
  offers_the_types_that_are_kept_of_keeper: () => types("keeper"),
  would_see_that_a_type_has_changed: () => changeWouldBeSeen(unpacked, join(folder, "api-changed")),
};

/** What npm says of a machine, and not of the package. */
const OF_THE_MACHINE =
  /^npm warn (Unknown (user|env|builtin) config|publish This command requires you to be logged in)/i;

async function dryRun() {
  const output = await said("npm", ["publish", "--dry-run"], { cwd: join(ROOT, "pkg") });
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
