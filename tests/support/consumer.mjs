import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Creates a folder with only the packed package, installed as a user would. Removed on exit. */
export function installTarball(tarball) {
  const target = join(ROOT, "target");
  mkdirSync(target, { recursive: true });
  const folder = mkdtempSync(join(target, "consumer-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const installed = installInto(folder, tarball);
  writeFileSync(join(folder, "import.mjs"), 'export * from "flex-checkout";\n');
  writeFileSync(join(folder, "gateway.mjs"), 'export * from "flex-checkout/gateway";\n');
  writeFileSync(join(folder, "testing.mjs"), 'export * from "flex-checkout/testing";\n');
  writeFileSync(join(folder, "webhooks.mjs"), 'export * from "flex-checkout/webhooks";\n');
  writeFileSync(join(folder, "require.cjs"), 'module.exports = require("flex-checkout");\n');
  writeFileSync(join(folder, "testing.cjs"), 'module.exports = require("flex-checkout/testing");\n');
  writeFileSync(join(folder, "webhooks.cjs"), 'module.exports = require("flex-checkout/webhooks");\n');
  return installed;
}

/** Makes a folder a project that depends on the packed package. `manifest` has further fields of package.json. */
export function installInto(folder, tarball, manifest = {}) {
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({
      name: "consumer",
      private: true,
      ...manifest,
      dependencies: { "flex-checkout": `file:${resolve(tarball)}` },
    }),
  );
  execFileSync(
    "npm",
    ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock", "--loglevel=error"],
    {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    },
  );

  // The workspace's own link of the package is in a parent folder, and would be found if the install had failed.
  const entry = createRequire(join(folder, "package.json")).resolve("flex-checkout");
  const installed = join(folder, "node_modules", "flex-checkout");
  if (!entry.startsWith(installed + sep)) throw new Error(`flex-checkout was resolved to ${entry}`);
  return { folder, installed, manifest: JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) };
}

/** Returns the file that importing an entry loads under these export conditions. */
export function resolveExport(manifest, conditions, entry = "flex-checkout") {
  const pick = (target) => {
    if (typeof target === "string" || target === undefined) return target;
    for (const [condition, next] of Object.entries(target))
      if (condition === "default" || conditions.includes(condition)) {
        const found = pick(next);
        if (found) return found;
      }
  };
  const file = pick(manifest.exports[entry.replace("flex-checkout", ".")]);
  if (!file) throw new Error(`no export of ${entry} for the conditions ${conditions.join(", ")}`);
  return file;
}
