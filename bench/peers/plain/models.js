// Reads a session by a table of the models: its first drift, and its payment intents.

import { MODELS, ROOT } from "../../generated/plain.js";

const EXPECTED = { "?": "boolean", "#": "integer", $: "string", "[": "array", "{": "object" };
const tables = {};

/** Returns a model's fields by name, parsed at the model's first use. */
function tableOf(name) {
  if (tables[name]) return tables[name];
  const fields = new Map();
  const table = { fields, required: [] };
  tables[name] = table;
  for (const word of MODELS[name].split(" ")) {
    const [, key, shape, always] = /^(\w+)(.*?)(!?)$/.exec(word);
    fields.set(key, shapeOf(shape));
    if (always) {
      fields.get(key).always = true;
      table.required.push(key);
    }
  }
  return table;
}

function shapeOf(shape) {
  const [kind] = shape;
  const rest = shape.slice(1);
  const element = kind === "[" ? shapeOf(rest) : undefined;
  return { kind, element, model: rest, table: undefined, always: false };
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const isEmpty = (value) => isObject(value) && Object.keys(value).length === 0;

function describe(value) {
  if (value === undefined) return "absent";
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** Returns the first drift in reading order, or null. */
export function driftOf(session) {
  const drift = inObject(session, tableOf(ROOT));
  if (drift) drift.path = `checkout_session${drift.path}`;
  return drift;
}

/** Builds a drift's path on the way back, so that a session without drift never builds one. */
function inObject(object, { fields, required }) {
  let missing = required.length;
  for (const key in object) {
    const shape = fields.get(key);
    if (shape === undefined) continue;
    if (shape.always) missing -= 1;
    const value = object[key];
    if (value === null && !shape.always) continue;
    const drift = inValue(value, shape);
    if (drift) return under(`.${key}`, drift);
  }
  if (missing === 0) return null;
  const key = required.find((each) => !Object.hasOwn(object, each));
  return under(`.${key}`, departure(undefined, fields.get(key)));
}

function inValue(value, shape) {
  switch (shape.kind) {
    case "$":
      return typeof value === "string" ? null : departure(value, shape);
    case "#":
      return Number.isSafeInteger(value) ? null : departure(value, shape);
    case "?":
      return typeof value === "boolean" ? null : departure(value, shape);
    case "*":
      return null;
    case "[":
      return Array.isArray(value) ? inArray(value, shape.element) : departure(value, shape);
    case "~":
    case "@":
      if (typeof value === "string" || (shape.kind === "~" && isEmpty(value))) return null;
  }
  if (!isObject(value)) return departure(value, shape);
  shape.table ??= tableOf(shape.model);
  return inObject(value, shape.table);
}

function inArray(values, element) {
  for (let index = 0; index < values.length; index++) {
    const drift = inValue(values[index], element);
    if (drift) return under(`[${index}]`, drift);
  }
  return null;
}

const departure = (value, { kind }) => ({
  path: "",
  expected: EXPECTED[kind] ?? "string or object",
  found: describe(value),
});

function under(step, drift) {
  drift.path = step + drift.path;
  return drift;
}

/** Returns every payment intent of a session, expanded or not. */
export function holdsOf({ payment_intent, split_cart, invoice }) {
  const seen = new Set();
  const holds = [];
  const add = (intent, cart) => {
    const known = typeof intent === "string" ? { payment_intent_id: intent } : intent;
    const id = known?.payment_intent_id;
    if (typeof id !== "string" || seen.has(id)) return;
    seen.add(id);
    const hold = { payment_intent_id: id };
    for (const field of ["status", "amount", "amount_capturable", "created_at"]) {
      if (known[field] != null) hold[field] = known[field];
    }
    holds.push({ ...hold, cart });
  };
  add(payment_intent, "session");
  add(split_cart?.eligible_cart?.payment_intent, "eligible");
  add(split_cart?.non_eligible_cart?.payment_intent, "non_eligible");
  add(invoice?.payment_intent, "invoice");
  return holds;
}
