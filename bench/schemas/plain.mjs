// The model table of the client in plain JavaScript: one line per model, one word per field. A word is the
// field's name, its kind and, for an object, the model: `customer@Customer`. `!` marks a required field.

import { model } from "./model.mjs";

const kinds = {
  boolean: () => "?",
  integer: () => "#",
  string: () => "$",
  any: () => "*",
  list: ({ element }) => `[${value(element)}`,
  object: ({ object }) => `{${object}`,
  expandable: ({ object, mayBeCut }) => `${mayBeCut ? "~" : "@"}${object}`,
};
const value = (shape) => kinds[shape.kind](shape);

/** Returns the module's source. */
export function plain() {
  const lines = model.objects.map(([name, fields]) => {
    const words = fields.map((field) => `${field.name}${value(field.shape)}${field.always ? "!" : ""}`);
    return `  ${name}: "${words.join(" ")}",\n`;
  });
  return `export const ROOT = "${model.root}";\n\nexport const MODELS = {\n${lines.join("")}};\n`;
}
