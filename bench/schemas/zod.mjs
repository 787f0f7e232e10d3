// Loose objects keep unknown fields, as the package does. `int` is a safe integer, as in the models. A
// related object is a union: zod tries the string first, which costs one `typeof`. Circular references use
// getters, as zod 4 recommends.

import { model } from "./model.mjs";

const values = {
  boolean: () => "z.boolean()",
  integer: () => "z.int()",
  string: () => "z.string()",
  any: () => "z.unknown()",
  list: ({ element }) => `z.array(${value(element)})`,
  object: ({ object }) => object,
  expandable: ({ object, mayBeCut }) =>
    `z.union([z.string(), ${object}${mayBeCut ? ", z.strictObject({})" : ""}])`,
};
const value = (shape) => values[shape.kind](shape);

/** Returns the module's source, with zod used as its documentation shows. */
export const zod = () => write((_, schema) => schema);

/**
 * The same with zod's compiler, which compiles a schema to a function. It rejects circular schemas, so all
 * others are compiled separately, when the module is loaded: a Worker may evaluate strings only then.
 */
export const zodCompiled = () =>
  write((name, schema) => (model.hasCircle(name) ? schema : `z.compile(${schema})`));

function write(wrap) {
  const schemas = model.objects.map(([name, fields]) => {
    const lines = fields.map(({ name: field, shape, always }) => {
      const schema = always ? value(shape) : `z.nullish(${value(shape)})`;
      return model.isForward(name, shape) ? `get ${field}() { return ${schema}; }` : `${field}: ${schema}`;
    });
    return `const ${name} = ${wrap(name, `z.looseObject({\n  ${lines.join(",\n  ")},\n})`)};\n`;
  });
  return [
    'import * as z from "zod";\n',
    ...schemas,
    `export const Envelope = z.looseObject({ checkout_session: ${model.root} });\n`,
  ].join("\n");
}
