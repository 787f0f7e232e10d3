// What runs JavaScript outside of a browser, from files: Node, Deno, Bun.

import * as programs from "../programs.mjs";
import * as child from "./child.mjs";

const columns =
  (name, find, flags = []) =>
  (suite) => {
    const program = find();
    return child.columns(suite, { name: `${name} ${programs.versionOf(program)}`, program, flags });
  };

/** The Node that runs the tests. */
export const node = columns("node", () => process.execPath);
export const node22 = columns("node", () => programs.node(22));
export const node24 = columns("node", () => programs.node(24));
export const node26 = columns("node", () => programs.node(26));
export const deno = columns("deno", programs.deno, ["run", "--allow-all"]);
export const bun = columns("bun", programs.bun);
