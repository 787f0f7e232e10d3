// The package's public types, one report per entry by API Extractor, compared with those in pkg/api.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { equal, ok } from "../support/assert.js";
import { BUNDLER, DOM, writeProject } from "../support/typescript.mjs";
import { ROOT } from "./tools.mjs";

const { Extractor, ExtractorConfig, ExtractorLogLevel } = createRequire(import.meta.url)(
  "@microsoft/api-extractor",
);

const STORED = join(ROOT, "pkg/api");
const WRITTEN = `UPDATE=1 cargo xtask test publish writes pkg/api, if that is meant`;

/** Returns the report of an entry. `installed` is the package's folder, outside of node_modules. */
export function reportOf(installed, entry, scratch) {
  mkdirSync(scratch, { recursive: true });
  const entryPoint = join(installed, "dist", `${entry}.d.ts`);
  const types = createRequire(join(ROOT, "package.json")).resolve("@cloudflare/workers-types/package.json");
  const platform = entry === "keeper" ? { lib: ["es2022"], types: [dirname(types)] } : DOM;
  const config = writeProject(scratch, "tsconfig.json", { ...BUNDLER, ...platform }, [entryPoint]);
  const silent = { logLevel: ExtractorLogLevel.None, addToApiReportFile: false };
  const prepared = ExtractorConfig.prepare({
    configObject: {
      projectFolder: installed,
      mainEntryPointFilePath: entryPoint,
      newlineKind: "lf",
      compiler: { tsconfigFilePath: config },
      apiReport: {
        enabled: true,
        // Types that public types use are public, though they have no exported name.
        includeForgottenExports: true,
        reportFileName: `${entry}.api.md`,
        reportFolder: scratch,
        reportTempFolder: join(scratch, "temp"),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Error },
          // Nothing is marked as alpha, beta or internal.
          "ae-missing-release-tag": silent,
          "ae-undocumented": silent,
          "ae-forgotten-export": silent,
        },
        tsdocMessageReporting: { default: silent },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(installed, "package.json"),
  });
  const complaints = [];
  Extractor.invoke(prepared, {
    localBuild: true,
    messageCallback(message) {
      if (message.logLevel === ExtractorLogLevel.Error) complaints.push(message.formatMessageWithLocation());
      message.handled = true;
    },
  });
  ok(complaints.length === 0, complaints.join("\n"));
  const report = readFileSync(join(scratch, `${entry}.api.md`), "utf8");
  const code = /^```ts\n\n?(.*?)\n```$/ms.exec(report)?.[1] ?? "";
  const known = entry === "testing" ? "function createSandbox(" : "class FlexError ";
  ok(code.includes(known), `the report of ${entry} leaves ${known} out`);
  // Comments are not types.
  return `${code.replaceAll(/^ *\/\/ .*\n/gm, "").trim()}\n`;
}

/** Checks an entry's report against the stored one, or renews it. */
export function isKept(installed, entry, scratch, update) {
  const found = reportOf(installed, entry, scratch);
  const stored = join(STORED, `${entry}.txt`);
  if (update) {
    mkdirSync(STORED, { recursive: true });
    writeFileSync(stored, found);
  }
  ok(existsSync(stored), `there is no ${stored}; ${WRITTEN}`);
  const difference = firstDifference(readFileSync(stored, "utf8"), found);
  equal(difference, null, `${entry}'s public types are others; ${WRITTEN}`);
}

/** Returns the first line in which two reports differ, or null. */
function firstDifference(stored, found) {
  const [before, after] = [stored, found].map((report) => report.split("\n"));
  const line = before.findIndex((line, index) => line !== after[index]);
  if (line < 0 && before.length === after.length) return null;
  const at = line < 0 ? before.length : line;
  return `line ${at + 1}: stored ${show(before[at])}, found ${show(after[at])}`;
}

const show = (line) => (line === undefined ? "nothing" : `\`${line.trim()}\``);
