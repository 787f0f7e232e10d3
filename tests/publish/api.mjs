// The package's public types as one text an entry, by API Extractor, beside those that are kept in pkg/api.

import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { equal, ok } from "../support/assert.js";
import { BUNDLER, DOM, writeProject } from "../support/typescript.mjs";
import { ROOT } from "./tools.mjs";

const { Extractor, ExtractorConfig, ExtractorLogLevel } = createRequire(import.meta.url)(
  "@microsoft/api-extractor",
);

const KEPT = join(ROOT, "pkg/api");
const WRITTEN = `UPDATE=1 cargo xtask test publish writes pkg/api, if that is meant`;

/** What an entry offers, in the form of a report. `installed` is where the package is, and not in node_modules. */
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
        // What a public type is made of is public, though it has no name of its own to import.
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
          // Nothing here is marked as alpha, beta or internal.
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
  const text = /^```ts\n\n?(.*?)\n```$/ms.exec(report)?.[1] ?? "";
  ok(text.includes("class FlexError "), `the report of ${entry} leaves FlexError out`);
  // Comments are no types.
  return `${text.replaceAll(/^ *\/\/ .*\n/gm, "").trim()}\n`;
}

/** Checks an entry's report against the kept one, or keeps it. */
export function isKept(installed, entry, scratch, update) {
  const found = reportOf(installed, entry, scratch);
  const kept = join(KEPT, `${entry}.txt`);
  if (update) {
    mkdirSync(KEPT, { recursive: true });
    writeFileSync(kept, found);
  }
  ok(existsSync(kept), `there is no ${kept}; ${WRITTEN}`);
  const difference = firstDifference(readFileSync(kept, "utf8"), found);
  equal(difference, null, `${entry}'s public types are others; ${WRITTEN}`);
}

/** Checks that a type's change would be seen, on the package's own declarations. */
export function changeWouldBeSeen(installed, scratch) {
  const file = join(installed, "dist/types/options.d.ts");
  const before = reportOf(installed, "index", scratch);
  copyFileSync(file, `${file}.kept`);
  try {
    const text = readFileSync(file, "utf8");
    const changed = text.replace(/^.*\bmaxRetries\?: .*$/m, "");
    ok(changed !== text, "there is no maxRetries to take away");
    writeFileSync(file, changed);
    const difference = firstDifference(before, reportOf(installed, "index", scratch));
    ok(/maxRetries/.test(difference), `what went was not seen: ${difference}`);
  } finally {
    copyFileSync(`${file}.kept`, file);
    rmSync(`${file}.kept`);
  }
}

/** The first line in which two texts differ, or null. */
function firstDifference(kept, found) {
  const [before, after] = [kept, found].map((text) => text.split("\n"));
  const line = before.findIndex((text, index) => text !== after[index]);
  if (line < 0 && before.length === after.length) return null;
  const at = line < 0 ? before.length : line;
  return `line ${at + 1}: kept ${show(before[at])}, found ${show(after[at])}`;
}

const show = (line) => (line === undefined ? "nothing" : `\`${line.trim()}\``);
