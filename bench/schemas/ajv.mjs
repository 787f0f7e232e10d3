// JSON Schema, compiled by ajv to a function ahead of time. Definitions have only `properties` and
// `required`, which apply to objects alone, so that a related object is one `type` and one `$ref` instead
// of an `anyOf` that collects errors: the fastest form. An `anyOf` is needed only where `{}` may replace an
// object.

import Ajv from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { model } from "./model.mjs";

const MAX = Number.MAX_SAFE_INTEGER;
const ref = (object) => ({ $ref: `#/definitions/${object}` });
const values = {
  boolean: () => ({ type: "boolean" }),
  integer: () => ({ type: "integer", minimum: -MAX, maximum: MAX }),
  string: () => ({ type: "string" }),
  any: () => ({}),
  list: ({ element }) => ({ type: "array", items: value(element) }),
  object: ({ object }) => ({ type: "object", ...ref(object) }),
  expandable: ({ object, mayBeCut }) => ({
    type: ["string", "object"],
    ...(mayBeCut ? { anyOf: [{ maxProperties: 0 }, ref(object)] } : ref(object)),
  }),
};
const value = (shape) => values[shape.kind](shape);
const orNull = (schema) => (schema.type ? { ...schema, type: [schema.type, "null"].flat() } : schema);

/** Returns the module's source. */
export function ajv() {
  const definitions = Object.fromEntries(
    model.objects.map(([name, fields]) => [
      name,
      {
        properties: Object.fromEntries(
          fields.map(({ name: field, shape, always }) => [
            field,
            always ? value(shape) : orNull(value(shape)),
          ]),
        ),
        required: fields.filter(({ always }) => always).map(({ name: field }) => field),
      },
    ]),
  );
  const schema = {
    type: "object",
    properties: { checkout_session: { type: "object", ...ref(model.root) } },
    required: ["checkout_session"],
    definitions,
  };
  const compiler = new Ajv({
    code: { source: true, esm: true },
    allowUnionTypes: true,
    // The definitions omit `type` on purpose.
    strictTypes: false,
  });
  return standalone.default(compiler, compiler.compile(schema));
}
