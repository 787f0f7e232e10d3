// Loose objects keep unknown fields. A related object is a union, the string first. `lazy` costs a call
// each time, so it is used only for circular references.

import { model } from "./model.mjs";

const values = {
  boolean: () => "v.boolean()",
  integer: () => "integer",
  string: () => "v.string()",
  any: () => "v.unknown()",
  list: ({ element }, from) => `v.array(${value(element, from)})`,
  object: ({ object }) => object,
  expandable: ({ object, mayBeCut }) =>
    `v.union([v.string(), ${object}${mayBeCut ? ", v.strictObject({})" : ""}])`,
};
function value(shape, from) {
  const schema = values[shape.kind](shape, from);
  return shape.kind !== "list" && model.isForward(from, shape) ? `v.lazy(() => ${schema})` : schema;
}

/** Returns the module's source. */
export function valibot() {
  const schemas = model.objects.map(([name, fields]) => {
    const lines = fields.map(({ name: field, shape, always }) => {
      const schema = value(shape, name);
      return `${field}: ${always ? schema : `v.nullish(${schema})`}`;
    });
    return `const ${name} = v.looseObject({\n  ${lines.join(",\n  ")},\n});\n`;
  });
  return [
    'import * as v from "valibot";\n',
    "const integer = v.pipe(v.number(), v.safeInteger());\n",
    ...schemas,
    `export const Envelope = v.looseObject({ checkout_session: ${model.root} });\n`,
  ].join("\n");
}
