// The servers by their name on the command line. Each is a function that returns its columns.

import * as programs from "../../support/programs.mjs";
import { startProgram } from "./program.mjs";
import { DATES, startWorkerd } from "./workerd.mjs";

const node = (major, entry) => () => {
  const program = programs.node(major);
  const name = `node ${programs.versionOf(program)} ${entry.split(".")[0]}`;
  return [{ name, start: (...given) => startProgram(program, [], "node", entry, ...given) }];
};

const other = (runtime, find, flags) => () => {
  const program = find();
  const name = `${runtime} ${programs.versionOf(program)}`;
  return [{ name, start: (...given) => startProgram(program, flags, runtime, "gateway.mjs", ...given) }];
};

export const SERVERS = {
  workerd: () =>
    DATES.map((date) => ({ name: `workerd ${date}`, start: (...given) => startWorkerd(date, ...given) })),
  node: node(20, "gateway.mjs"),
  "node-24": node(24, "gateway.cjs"),
  deno: other("deno", programs.deno, ["run", "--allow-all"]),
  bun: other("bun", programs.bun, []),
};
