import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

/** Returns the files below a folder, by their paths in it, in order. */
export function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => relative(folder, join(item.parentPath ?? item.path, item.name)))
    .sort();
}
