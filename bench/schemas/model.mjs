// The models as xtask describes them, ordered so that an object follows those that it refers to.

import { readFileSync } from "node:fs";

const { root, objects } = JSON.parse(
  readFileSync(new URL("../generated/model.json", import.meta.url), "utf8"),
);

/** Returns the objects that a shape refers to: none or one. */
const referred = (shape) =>
  shape.kind === "list" ? referred(shape.element) : shape.object ? [shape.object] : [];

function order() {
  const done = [];
  const begun = new Set();
  const visit = (name) => {
    if (begun.has(name)) return;
    begun.add(name);
    for (const { shape } of objects[name]) referred(shape).forEach(visit);
    done.push(name);
  };
  visit(root);
  return done;
}

const ordered = order();

/** Returns all objects that one refers to, directly or not. */
function within(name, found = new Set()) {
  for (const { shape } of objects[name]) {
    for (const to of referred(shape)) {
      if (found.has(to)) continue;
      found.add(to);
      within(to, found);
    }
  }
  return found;
}

export const model = {
  root,
  /** `[name, fields]` of each object. */
  objects: ordered.map((name) => [name, objects[name]]),
  fields: (name) => objects[name],
  /**
   * Returns true if `from` must refer to its shape's object by a function, because that is defined later.
   */
  isForward: (from, shape) => referred(shape).some((to) => ordered.indexOf(to) >= ordered.indexOf(from)),
  /** Returns true if an object, or any within it, refers to itself. */
  hasCircle: (name) => [name, ...within(name)].some((each) => within(each).has(each)),
};
