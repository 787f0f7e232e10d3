import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installInto } from "../../support/consumer.mjs";

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * Makes a project of its own files and the shared source, with the packed package installed. It stays where it is
 * until it is made again, for whoever wants to look at it. The tools are found further up, in tests/consumers.
 */
export function makeProject(name, tarball) {
  const folder = here(`target/${name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(here("app"), folder, { recursive: true });
  const own = here(`projects/${name}`);
  if (existsSync(own)) cpSync(own, folder, { recursive: true });
  return installInto(folder, tarball, { name, version: "0.0.0", type: "module" });
}
