// All code that the page shows compiles.

import { ok } from "../../support/assert.js";
import { compileRust, compileTypeScript, everyCode } from "../code.mjs";

const codesOf = async (env) => {
  const { sessions } = await (await fetch(`${env.flex}/sandbox/sessions`)).json();
  const seeds = sessions.map(({ id }) => id).filter((id) => id.startsWith("fcs_01SANDB0X"));
  ok(seeds.length > 0, "the sandbox has no seeds");
  return [...(await everyCode(env.consumer, seeds)), ...env.codes];
};

export const code = {
  shows_typescript_that_compiles_against_the_package: async (env) =>
    compileTypeScript(env.consumer, await codesOf(env)),
  shows_rust_that_compiles_against_the_crate: async (env) => compileRust(await codesOf(env)),
};
