// The code that the page may show, for every session, ending, timeout and gateway, and the code that it has shown.
// All of it is compiled, against the packed package and against the crate.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { ok } from "../support/assert.js";
import { BUNDLER, compileProject, DOM } from "../support/typescript.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const GATEWAYS = ["http://127.0.0.1:8787/flex", "https://api.shop.example/flex"];

/** The longest compiler output that is reported. */
const LONGEST = 2_000;

/** The crate in which each code is a module. The path is from target/page-code. */
const MANIFEST = `[package]
name = "page-code"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
flex-checkout = { path = "../.." }
wasm-bindgen = "0.2"
wasm-bindgen-futures = "0.4"
`;

/** Returns every code that the page may show, by name. */
export async function everyCode({ folder }, sessions) {
  const { codeFor, endings, scenarios } = await pageModules(folder, false);
  const timeouts = [...new Set([undefined, ...scenarios.map(({ timeout }) => timeout)])];
  ok(timeouts.length > 1, "no scenario has a timeout");
  const codes = [];
  const alone = await pageModules(folder, true);
  const add = (clicked) => {
    const code = codeFor(clicked);
    const { typescript } = codeFor({ ...clicked, gateway: "/flex" });
    codes.push(code, { ...code, typescript }, alone.codeFor(clicked));
  };
  for (const timeout of timeouts) {
    for (const ending of endings) {
      for (const session of sessions)
        for (const gateway of GATEWAYS) add({ session, gateway, timeout, ending, action: "reauth" });
      const [session, gateway] = [sessions[0], GATEWAYS[0]];
      for (const call of OTHER_CALLS) add({ session, gateway, timeout, ending, ...call });
    }
  }
  return codes;
}

/** The calls besides a reauth. Their code depends on the session and the gateway in the same way. */
const OTHER_CALLS = [
  { action: "cancel" },
  { action: "capture" },
  {
    action: "capture",
    params: {
      line_items: [
        { product: "fprod_1", amount_to_capture: 4_500 },
        { product: "fprod_2", amount_to_capture: 20 },
      ],
      final_capture: false,
    },
  },
];

/** Imports the page's own modules, of the static build or the other, compiled for Node. */
async function pageModules(folder, isStatic) {
  const outfile = join(folder, isStatic ? "code-static.mjs" : "code.mjs");
  await build({
    stdin: {
      contents: 'export * from "./code.ts"; export * from "./scenarios.ts";',
      resolveDir: join(ROOT, "www/src"),
    },
    outfile,
    define: { IN_PAGE: String(isStatic) },
    bundle: true,
    format: "esm",
    logLevel: "warning",
  });
  return import(outfile);
}

const unique = (values) => [...new Set(values)];

/** Compiles the TypeScript as a project that has the package installed. */
export function compileTypeScript({ folder }, codes) {
  const project = join(folder, "code");
  mkdirSync(project);
  const files = unique(codes.map(({ typescript }) => typescript)).map((code, index) => {
    writeFileSync(join(project, `code-${index}.ts`), code);
    return `code-${index}.ts`;
  });
  // A reader's project may have no more of the DOM than this.
  const lib = ["es2022", "dom"];
  const options = { ...BUNDLER, ...DOM, lib, noUnusedLocals: true, noUnusedParameters: true };
  const { ok: isCompiled, output } = compileProject(project, "tsconfig.json", options, files);
  ok(isCompiled, output.slice(0, LONGEST));
}

/** Compiles the Rust as a crate that depends on the crate. */
export function compileRust(codes) {
  const crate = join(ROOT, "target/page-code");
  rmSync(join(crate, "src"), { recursive: true, force: true });
  mkdirSync(join(crate, "src"), { recursive: true });
  const modules = unique(codes.map(({ rust }) => rust)).map((code, index) => {
    writeFileSync(join(crate, `src/code_${index}.rs`), code);
    return `pub mod code_${index};\n`;
  });
  writeFileSync(join(crate, "src/lib.rs"), `#![deny(warnings)]\n${modules.join("")}`);
  writeFileSync(join(crate, "Cargo.toml"), MANIFEST);
  cpSync(join(ROOT, "Cargo.lock"), join(crate, "Cargo.lock"));
  const { status, stderr, error } = spawnSync(
    process.env.CARGO ?? "cargo",
    [
      "build",
      "--quiet",
      "--target=wasm32-unknown-unknown",
      `--manifest-path=${join(crate, "Cargo.toml")}`,
      `--target-dir=${process.env.CARGO_TARGET_DIR ?? join(ROOT, "target")}`,
    ],
    { encoding: "utf8" },
  );
  ok(status === 0, error?.message ?? stderr.slice(0, LONGEST));
}
