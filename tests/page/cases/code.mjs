// All code that the page shows compiles.

import { ok } from "../../support/assert.js";
import { compileRust, compileTypeScript, everyCode } from "../code.mjs";

const codesOf = async (world) => {
  const { sessions } = await (await fetch(`${world.flex}/sandbox/sessions`)).json();
  const seeds = sessions.map(({ id }) => id).filter((id) => id.startsWith("fcs_01SANDB0X"));
  ok(seeds.length > 0, "the sandbox has no sessions of its own");
  return [...(await everyCode(world.consumer, seeds)), ...world.codes];
};

export const code = {
  shows_typescript_that_compiles_against_the_package: async (world) =>
    compileTypeScript(world.consumer, await codesOf(world)),
  shows_rust_that_compiles_against_the_crate: async (world) => compileRust(await codesOf(world)),
};
