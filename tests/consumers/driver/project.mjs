import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installInto } from "../../support/consumer.mjs";

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * Creates a project from its own files and the shared ones, with the packed package installed. `within` is the folder whose
 * tools it uses: `earlier/` for earlier versions than those in tests/consumers.
 */
export function makeProject(name, tarball, within = "") {
  const manifest = { name, version: "0.0.0", type: "module" };
  const folders = [here("app"), here(`projects/${name}`)].filter(existsSync);
  return assemble(name, folders, tarball, manifest, within);
}

/**
 * Creates a project from these folders, with the packed package installed. It stays in `target/` until it is created again,
 * for inspection. Node resolves the tools in a folder above.
 */
export function assemble(name, folders, tarball, manifest, within = "") {
  const folder = here(`${within}target/${name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const from of folders) cpSync(from, folder, { recursive: true, filter: (file) => !MADE.test(file) });
  return installInto(folder, tarball, manifest);
}

/** Output of earlier runs in a project's own folder. */
const MADE =
  /\/(node_modules|dist|build|\.next|\.open-next|\.svelte-kit|\.wrangler|\.dev\.vars|payment-intents\.jsonl)$/;
