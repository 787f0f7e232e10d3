// Loose objects keep the fields that nobody knows, as the package does. `int` is a safe integer, as a
// model's integer is. A related object is a union: zod tries the string first, which costs one
// `typeof`. Objects that refer to each other in circles use getters, zod 4's own way.

import { model } from "./model.mjs";

const values = {
  boolean: () => "z.boolean()",
  integer: () => "z.int()",
  text: () => "z.string()",
  any: () => "z.unknown()",
  list: ({ element }) => `z.array(${value(element)})`,
  object: ({ object }) => object,
  expandable: ({ object, mayBeCut }) =>
    `z.union([z.string(), ${object}${mayBeCut ? ", z.strictObject({})" : ""}])`,
};
const value = (shape) => values[shape.kind](shape);

/** The module's text, zod used as its documentation has it. */
export const zod = () => write((_, schema) => schema);

/**
 * The same with zod's compiler, which makes a function of a schema. It refuses what has a circle in it, so all others
 * are compiled each by itself, when the module is loaded: a Worker may make code of strings only then.
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
