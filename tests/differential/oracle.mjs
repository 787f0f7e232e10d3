// The expected result of a document, computed without the package: by `JSON.parse` and a traversal of the
// models.

import { fieldOf, integerOf, read } from "./reading.mjs";

/**
 * Returns what is expected of a document: `{ session, drift, holds }`, or the `path` at which the session is
 * missing; undefined without JSON.
 */
export function expect(bytes, model) {
  let source;
  let parsed;
  try {
    source = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    parsed = JSON.parse(source);
  } catch {
    return { path: undefined };
  }
  const top = read(source);
  if (top.kind !== "object") return { path: "the top" };
  const session = fieldOf(top, "checkout_session");
  if (session?.kind !== "object") return { path: "checkout_session" };
  if (fieldOf(session, "checkout_session_id")?.kind !== "string")
    return { path: "checkout_session.checkout_session_id" };
  const drift = driftOf(session, model);
  return { session: parsed.checkout_session, drift: drift ?? null, holds: holdsOf(session) };
}

function driftOf(session, model) {
  let first;
  const departs = (path, expected, found) => {
    first ??= { path, expected, found };
  };
  const object = (value, fields, path) => {
    const seen = new Set();
    for (const [name, inside] of value.members) {
      const field = fields.find((known) => known.name === name);
      if (!field) continue;
      seen.add(name);
      if (field.always || inside.kind !== "null") check(inside, field.shape, `${path}.${name}`);
    }
    const missing = fields.find((field) => field.always && !seen.has(field.name));
    if (missing) departs(`${path}.${missing.name}`, EXPECTED[missing.shape.kind], "absent");
  };
  const check = (value, shape, path) => {
    if (first) return;
    const { kind } = value;
    if (shape.kind === "any") return;
    if (shape.kind === "list" && kind === "array") {
      value.items.forEach((item, index) => {
        check(item, shape.element, `${path}[${index}]`);
      });
    } else if ((shape.kind === "object" || shape.kind === "expandable") && kind === "object") {
      if (shape.mayBeCut && value.members.length === 0) return;
      object(value, model.objects[shape.object], path);
    } else if (!fits(value, shape.kind)) departs(path, EXPECTED[shape.kind], kind);
  };
  object(session, model.objects[model.root], "checkout_session");
  return first;
}

function fits(value, shape) {
  if (shape === "boolean") return value.kind === "boolean";
  if (shape === "integer") return integerOf(value) !== undefined;
  return (shape === "string" || shape === "expandable") && value.kind === "string";
}

const EXPECTED = {
  boolean: "boolean",
  integer: "integer",
  string: "string",
  object: "object",
  expandable: "string or object",
  list: "array",
};

const PLACES = [
  ["session", "payment_intent"],
  ["eligible", "split_cart", "eligible_cart", "payment_intent"],
  ["non_eligible", "split_cart", "non_eligible_cart", "payment_intent"],
  ["invoice", "invoice", "payment_intent"],
  ["invoice", "subscription", "latest_invoice", "payment_intent"],
];

function holdsOf(session) {
  const holds = new Map();
  const listed = new Set();
  const list = fieldOf(session, "payment_intents");
  const intents = [
    ...PLACES.map(([cart, ...path]) => [cart, path.reduce(fieldOf, session)]),
    ...(list?.kind === "array" ? list.items.map((item) => [undefined, item]) : []),
  ];
  for (const [cart, intent] of intents) {
    const string = (name) => wellFormed(fieldOf(intent, name));
    const id = wellFormed(intent) ?? string("payment_intent_id");
    if (id === undefined) continue;
    const hold = {
      payment_intent_id: id,
      status: string("status"),
      amount: integerOf(fieldOf(intent, "amount")),
      amount_capturable: integerOf(fieldOf(intent, "amount_capturable")),
      created_at: string("created_at"),
      cart: cart ?? "session",
    };
    const known = holds.get(id);
    if (!known) {
      holds.set(id, hold);
      if (!cart) listed.add(id);
    } else for (const name of Object.keys(hold)) known[name] ??= hold[name];
  }
  // An element of `payment_intents` is a hold only if its status says so.
  return [...holds.values()].filter(
    (hold) => !listed.has(hold.payment_intent_id) || hold.status === "requires_capture",
  );
}

/** A string as Rust represents it: half a surrogate pair becomes U+FFFD. */
function wellFormed(value) {
  return value?.kind === "string" ? value.text.toWellFormed() : undefined;
}
