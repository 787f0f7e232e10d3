// What runs JavaScript outside of a browser, from files: Node, Deno, Bun.

import * as programs from "../programs.mjs";
import * as child from "./child.mjs";

const columns =
  (name, find, flags = []) =>
  (suite) => {
    const program = find();
    return child.columns(suite, { name: `${name} ${programs.versionOf(program)}`, program, flags });
  };

export const node = (major) => columns("node", () => programs.node(major));
export const deno = columns("deno", programs.deno, ["run", "--allow-all"]);
export const bun = columns("bun", programs.bun);
