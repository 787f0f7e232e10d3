// The table that the client in plain JavaScript reads: a line a model, a word a field. A word is the field's name, its
// kind and, for an object, the model: `customer@Customer`. A `!` says that the field is always there.

import { model } from "./model.mjs";

const kinds = {
  boolean: () => "?",
  integer: () => "#",
  text: () => "$",
  any: () => "*",
  list: ({ element }) => `[${value(element)}`,
  object: ({ object }) => `{${object}`,
  expandable: ({ object, mayBeCut }) => `${mayBeCut ? "~" : "@"}${object}`,
};
const value = (shape) => kinds[shape.kind](shape);

/** The module's text. */
export function plain() {
  const lines = model.objects.map(([name, fields]) => {
    const words = fields.map((field) => `${field.name}${value(field.shape)}${field.always ? "!" : ""}`);
    return `  ${name}: "${words.join(" ")}",\n`;
  });
  return `export const ROOT = "${model.root}";\n\nexport const MODELS = {\n${lines.join("")}};\n`;
}
