// The models as xtask describes them, in an order in which an object stands behind those that it refers to.

import { readFileSync } from "node:fs";

const { root, objects } = JSON.parse(
  readFileSync(new URL("../generated/model.json", import.meta.url), "utf8"),
);

/** The objects that a shape refers to: none or one. */
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

/** All objects that one refers to, and those that they refer to. */
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
  /** Whether `from` must refer to what its shape names by a function, because that is defined later. */
  isForward: (from, shape) => referred(shape).some((to) => ordered.indexOf(to) >= ordered.indexOf(from)),
  /** Whether an object, or any within it, refers to itself in the end. */
  hasCircle: (name) => [name, ...within(name)].some((each) => within(each).has(each)),
};
