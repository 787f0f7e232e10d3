// All code that the page shows compiles, and only the static page has a sandbox.

import { readdirSync, readFileSync } from "node:fs";
import { deepEqual, ok } from "../../support/assert.js";
import { compileRust, compileTypeScript, everyCode } from "../code.mjs";

const codesOf = async (env) => {
  const { sessions } = await (await fetch(`${env.flex}/sandbox/sessions`)).json();
  const seeds = sessions.map(({ id }) => id).filter((id) => id.startsWith("fcs_01SANDB0X"));
  ok(seeds.length > 0, "the sandbox has no seeds");
  return [...(await everyCode(env.consumer, seeds)), ...env.codes];
};

/** Returns true if a build has the module of the sandbox, which is in messages by its name. */
function hasSandbox(folder) {
  const assets = new URL(`../../../www/${folder}/assets/`, import.meta.url);
  return readdirSync(assets).some((name) =>
    `${readFileSync(new URL(name, assets))}`.includes("flex-checkout/testing"),
  );
}

export const code = {
  keeps_the_sandbox_out_of_the_workers_page: async () =>
    deepEqual(["dist", "dist-static"].map(hasSandbox), [false, true], "builds with a sandbox"),
  shows_typescript_that_compiles_against_the_package: async (env) =>
    compileTypeScript(env.consumer, await codesOf(env)),
  shows_rust_that_compiles_against_the_crate: async (env) => compileRust(await codesOf(env)),
};
