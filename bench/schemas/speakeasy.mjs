// Schemas as Speakeasy generates them: `zod/v4-mini`, plain objects that drop unknown fields, and a
// transformation of each that renames its fields to camel case.

import { model } from "./model.mjs";

const camel = (name) => name.replaceAll(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

const values = {
  boolean: () => "z.boolean()",
  integer: () => "z.int()",
  string: () => "z.string()",
  any: () => "z.any()",
  list: ({ element }, from) => `z.array(${value(element, from)})`,
  object: ({ object }) => object,
  expandable: ({ object, mayBeCut }) =>
    `z.union([z.string(), ${object}${mayBeCut ? ", z.strictObject({})" : ""}])`,
};
function value(shape, from) {
  const schema = values[shape.kind](shape, from);
  return shape.kind !== "list" && model.isForward(from, shape) ? `z.lazy(() => ${schema})` : schema;
}

/** Returns the module's source. */
export function speakeasy() {
  const schemas = model.objects.map(([name, fields]) => {
    const lines = fields.map(({ name: field, shape, always }) => {
      const schema = value(shape, name);
      return `${field}: ${always ? schema : `z.optional(z.nullable(${schema}))`}`;
    });
    const renamed = fields.filter(({ name: field }) => camel(field) !== field);
    const names = JSON.stringify(Object.fromEntries(renamed.map(({ name: field }) => [field, camel(field)])));
    return `const ${name} = z.pipe(z.object({\n  ${lines.join(",\n  ")},\n}), z.transform((v) => remap(v, ${names})));\n`;
  });
  return [
    'import * as z from "zod/v4-mini";\nimport { remap } from "../peers/speakeasy/remap.js";\n',
    ...schemas,
    `export const Request = z.pipe(z.object({ id: z.string(), idempotencyKey: z.optional(z.string()) }), z.transform((v) => remap(v, { idempotencyKey: "Idempotency-Key" })));`,
    `export const Answer = z.pipe(z.object({ checkout_session: ${model.root} }), z.transform((v) => remap(v, { checkout_session: "checkoutSession" })));`,
    `const Fault = z.object({ type: z.optional(z.string()), code: z.optional(z.string()), message: z.optional(z.string()) });`,
    `export const Failure = z.object({ error: z.optional(Fault) });\n`,
  ].join("\n");
}
