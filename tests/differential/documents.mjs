// Generated documents that resemble Flex's, and damaged ones.

import { Buffer } from "node:buffer";
import { broken, bytewise, cut, encoded } from "./damage.mjs";
import { writeValue } from "./values.mjs";

/** The kinds of documents, with their percentages. */
const KINDS = [
  [44, "structure", (source) => Buffer.from(source)],
  [16, "bytes", (source, random) => bytewise(Buffer.from(source), random)],
  [10, "anything", (_, random) => Buffer.from(anything(random))],
  [14, "broken", (source, random) => Buffer.from(broken(source, random))],
  [5, "cut", (source, random) => cut(Buffer.from(source), random)],
  [5, "depth", (_, random) => Buffer.from(deep(random))],
  [6, "encoding", (source, random) => encoded(source, random)],
];

export const KIND_NAMES = KINDS.map(([, name]) => name);

/** Generates a document: its kind and its bytes. */
export function makeDocument(random, model) {
  const [kind, make] = random.weighed(KINDS.map(([weight, name, how]) => [weight, [name, how]]));
  return { kind, bytes: make(envelope(random, model), random) };
}

/** Generates an envelope with a session after the models. Its oddness is random. */
function envelope(random, model) {
  const odd = random.pick([0, 0, 400, 100, 25, 6]);
  const out = [];
  const writer = { random, odd, out, depth: 0, model };
  space(writer);
  out.push("{");
  const member = members(writer);
  const sessions = 1 + Number(random.oneIn(odd * 2));
  for (let count = 0; count < sessions; count++) {
    if (random.oneIn(odd)) member(() => unknown(writer));
    member(() => {
      key(writer, "checkout_session");
      if (random.oneIn(odd * 3)) writeValue(writer);
      else object(writer, model.objects[model.root]);
    });
  }
  if (random.oneIn(4)) member(() => unknown(writer));
  out.push("}");
  space(writer);
  return out.join("");
}

/** Writes members of an object. */
function members(writer) {
  let isFirst = true;
  return (write) => {
    if (!isFirst) writer.out.push(",");
    isFirst = false;
    space(writer);
    write();
    space(writer);
  };
}

function object(writer, fields) {
  const { random, odd, out } = writer;
  writer.depth += 1;
  out.push("{");
  const member = members(writer);
  for (const field of random.oneIn(odd) ? shuffled(fields, random) : fields) {
    if (random.oneIn(odd)) member(() => unknown(writer));
    const isThere = field.always ? !random.oneIn(odd * 3) : writer.depth < 7 && random.below(3) === 0;
    if (!isThere) continue;
    const write = () => {
      key(writer, field.name);
      if (random.oneIn(field.always ? odd * 3 : 5)) out.push("null");
      else if (random.oneIn(odd * 2)) writeValue(writer);
      else value(writer, field.shape);
    };
    member(write);
    // A duplicate key: the last one counts.
    if (random.oneIn(odd * 2)) member(write);
  }
  if (random.oneIn(odd)) member(() => unknown(writer));
  out.push("}");
  writer.depth -= 1;
}

function value(writer, shape) {
  const { random, odd, out, model } = writer;
  switch (shape.kind) {
    case "boolean":
      return out.push(random.pick(["true", "false"]));
    case "integer":
      return out.push(random.oneIn(odd) ? random.pick(NUMBERS) : String(random.below(100_000)));
    case "string":
      return string(writer, random.pick(TEXTS));
    case "expandable":
      if (writer.depth > 5 || random.below(3) > 0) return string(writer, random.pick(IDS));
      break;
    case "list": {
      writer.depth += 1;
      const length = writer.depth > 6 ? 0 : random.pick([0, 0, 1, 2]);
      out.push("[");
      for (let index = 0; index < length; index++) {
        if (index > 0) out.push(",");
        space(writer);
        value(writer, shape.element);
      }
      out.push("]");
      writer.depth -= 1;
      return undefined;
    }
    case "any":
      return writeValue(writer);
  }
  if (shape.mayBeCut && random.below(2) === 0) return out.push("{}");
  return object(writer, model.objects[shape.object]);
}

/** Writes a member that is not in the models, except by chance. */
function unknown(writer) {
  key(writer, writer.random.pick(KEYS));
  writeValue(writer);
}

function key(writer, name) {
  string(writer, name);
  space(writer);
  writer.out.push(":");
  space(writer);
}

/** Writes a string with some characters escaped, in any valid way. */
function string({ random, odd, out }, value) {
  if (value.startsWith('"')) return out.push(value);
  if (!random.oneIn(odd) || value === "") return out.push(JSON.stringify(value));
  const at = random.below(value.length);
  const unit = value.charCodeAt(at).toString(16).padStart(4, "0");
  const escaped = `\\u${random.below(2) === 0 ? unit.toUpperCase() : unit}`;
  const rest = (part) => JSON.stringify(part).slice(1, -1);
  return out.push('"', rest(value.slice(0, at)), escaped, rest(value.slice(at + 1)), '"');
}

function space({ random, odd, out }) {
  if (random.oneIn(odd)) out.push(random.pick([" ", "\n", "\t", "\r", " \r\n\t ", " ".repeat(40)]));
}

function shuffled(list, random) {
  const copy = [...list];
  for (let index = copy.length - 1; index > 0; index--) {
    const other = random.below(index + 1);
    [copy[index], copy[other]] = [copy[other], copy[index]];
  }
  return copy;
}

/** Generates any JSON, in place of a session or in its metadata. */
function anything(random) {
  const out = [];
  const writer = { random, odd: random.pick([4, 20]), out, depth: 0 };
  const [before, after] = random.pick([
    ["", ""],
    ['{"checkout_session":', "}"],
    ['{"checkout_session":{"checkout_session_id":"fcs_1","metadata":', "}}"],
    ['{"checkout_session":{"checkout_session_id":', "}}"],
    ['{"checkout_session":{"checkout_session_id":"fcs_1","payment_intent":', ',"status":"open"}}'],
    ['{"checkout_session":{"checkout_session_id":"fcs_1","captures":', "}}"],
  ]);
  out.push(before);
  space(writer);
  writeValue(writer);
  space(writer);
  out.push(after);
  return out.join("");
}

/** Generates nested arrays and objects, around the checked depth of 128 or far beyond. */
function deep(random) {
  const depth = random.weighed([
    [6, 110 + random.below(40)],
    [1, 1000 + random.below(3000)],
  ]);
  const opens = Array.from({ length: depth }, () => random.pick(["[", '{"a":', '{"__proto__":', "[0,"]));
  const closes = opens.map((open) => (open.startsWith("[") ? "]" : "}")).reverse();
  const inside = random.pick(["0", "[]", "{}", '"[[[["']);
  if (random.oneIn(10)) closes.length = random.below(depth);
  const value = opens.join("") + inside + closes.join("");
  return random.pick([
    value,
    `{"checkout_session":{"checkout_session_id":"fcs_1","metadata":${value}}}`,
    `{"x":${value},"checkout_session":{"checkout_session_id":"fcs_1"}}`,
  ]);
}

const IDS = ["fpi_1", "fpi_1", "fpi_2", "fcus_01HACM7FZ1084XB1GB6053VM0D", "", '"fp\\u0069_1"', '"\\ud800"'];

const TEXTS = [
  "requires_capture",
  "open",
  "fcs_01HW5KTQQAAQ66WV19MFW4DTT4",
  "2026-11-23T00:00:00Z",
  "",
  "Zoë",
  "\u{1F600}",
  "\u2028\u2029",
  '"\\ud83d\\ude00"',
  '"\\ud83d"',
  '"\\ude00\\ud83d"',
  '"\\"\\\\\\/\\b\\f\\n\\r\\t"',
  '"\\u0000\\u001f"',
  "\u0000".repeat(3),
  "a long one ".repeat(20),
];

const KEYS = [
  "__proto__",
  "constructor",
  "toString",
  "0",
  "10",
  "9",
  "-1",
  "",
  "currency",
  "payment_intent",
  "payment_intent_id",
  "amount",
  "checkout_session",
  "checkout_session_id",
  "Status",
  '"\\u005f\\u005fproto\\u005f_"',
  '"am\\u006funt"',
  '"\\ud800"',
  "é",
];

const NUMBERS = [
  "-0",
  "0.0",
  "-0.0e-9",
  "100.0",
  "1e2",
  "1E+2",
  "12.50e1",
  "1.5",
  "1e-1",
  "9007199254740991",
  "9007199254740992",
  "-9007199254740991.0",
  "9007199254740991.4",
  "90071992547409910e-1",
  "1e400",
  "-1e400",
  "1e-400",
  "0e99999999999999999999",
  "5e-324",
  "123456789012345678901234567890",
  "1000000000000000000000000e-22",
  "0.1000000000000000055511151231257827021181583404541015625",
  "1.00000000000000000000000000000001",
];
