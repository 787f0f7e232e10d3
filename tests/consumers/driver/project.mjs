import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installInto } from "../../support/consumer.mjs";

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Makes a project of its own files and the shared source, with the packed package installed. */
export function makeProject(name, tarball) {
  const manifest = { name, version: "0.0.0", type: "module" };
  return assemble(name, [here("app"), here(`projects/${name}`)].filter(existsSync), tarball, manifest);
}

/**
 * Makes a project of these folders, with the packed package installed. It stays where it is until it is made again, for
 * whoever wants to look at it. The tools are found further up, in tests/consumers.
 */
export function assemble(name, folders, tarball, manifest) {
  const folder = here(`target/${name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const from of folders) cpSync(from, folder, { recursive: true, filter: (file) => !MADE.test(file) });
  return installInto(folder, tarball, manifest);
}

/** What is made of a project, in its own folder, by whoever has tried it there. */
const MADE = /\/(node_modules|dist|build|\.next|\.wrangler|\.dev\.vars|payment-intents\.jsonl)$/;
