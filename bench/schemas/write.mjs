// Writes every peer's schema of a session from the models, so that all check the same fields.

import { writeFileSync } from "node:fs";
import { ajv } from "./ajv.mjs";
import { plain } from "./plain.mjs";
import { speakeasy } from "./speakeasy.mjs";
import { valibot } from "./valibot.mjs";
import { zod, zodCompiled } from "./zod.mjs";

export function writeSchemas() {
  const schemas = { ajv, plain, speakeasy, valibot, zod, "zod-compiled": zodCompiled };
  for (const [name, write] of Object.entries(schemas)) {
    writeFileSync(new URL(`../generated/${name}.js`, import.meta.url), write());
  }
}
