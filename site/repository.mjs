// Which address in the site a file of the repository has, and a link between two of its files.

import { existsSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { GROUPS } from "./sidebar.mjs";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
export const REPOSITORY = "https://github.com/flex-checkout/flex-checkout";

const RAW = "https://raw.githubusercontent.com/flex-checkout/flex-checkout/main/";
const ON_GITHUB = new RegExp(`^${REPOSITORY}/(?:blob|tree|edit)/main/`);
const PICTURE = /\.(svg|png)$/;

/** The pages of the site, by their paths in the repository. */
export const files = GROUPS.flatMap((group) => group.files ?? []);

/** A page's file in the site: `gateway.md` for `docs/gateway.md`, `worker.md` for `worker/README.md`. */
export function placeOf(file) {
  if (file === "README.md") return "index.md";
  const page = file.endsWith("/README.md") ? `${posix.dirname(file)}.md` : file;
  return posix.basename(page).toLowerCase();
}

/** The file in the repository that a page of the site was made from. */
export const sourceOf = (place) => files.find((file) => placeOf(file) === place);

/** What a link in a file is to lead to in the site: a page, a picture, the file on GitHub, or where it led before. */
export function linkInSite(link, from) {
  const [, path, rest] = /^([^?#]*)(.*)$/.exec(link);
  const file = fileBehind(path, from);
  if (file === undefined) return link;
  if (files.includes(file)) return `/${placeOf(file)}${rest}`;
  if (PICTURE.test(file)) return `/${file}`;
  const at = join(ROOT, file);
  const kind = existsSync(at) && statSync(at).isDirectory() ? "tree" : "blob";
  return `${REPOSITORY}/${kind}/main/${file}${rest}`;
}

/** The file of the repository that an address on GitHub or a relative path stands for, if it does for one. */
export function fileBehind(path, from) {
  if (path.startsWith(RAW)) return path.slice(RAW.length);
  if (ON_GITHUB.test(path)) return path.replace(ON_GITHUB, "").replace(/\/$/, "");
  if (path === "" || path.startsWith("/") || /^[a-z]+:/i.test(path)) return undefined;
  return posix.join(posix.dirname(from), path).replace(/\/$/, "");
}
