// Writes any JSON value.

/** Writes a value into `out`. One in `odd` values is odd. */
export function writeValue(writer) {
  const { random, out } = writer;
  writer.depth += 1;
  const kind = writer.depth > 8 ? random.below(5) : random.below(9);
  if (kind < 5) out.push(random.pick(SCALARS[kind]));
  else if (kind < 7) list(writer, "[", "]", () => {});
  else list(writer, "{", "}", () => out.push(random.pick(KEYS), ":"));
  writer.depth -= 1;
}

function list(writer, open, close, before) {
  const { random, out } = writer;
  out.push(open);
  const length = random.below(4);
  for (let index = 0; index < length; index++) {
    if (index > 0) out.push(random.oneIn(30) ? " ,\n" : ",");
    before();
    writeValue(writer);
  }
  out.push(close);
}

const SCALARS = [
  ["null"],
  ["true", "false"],
  ["0", "-0", "1", "1.5", "1e2", "-1e-7", "1e400", "1e21", "4.35", "0.1", "2e308", "9007199254740993"],
  ['""', '"fcs_1"', '"fpi_1"', '"a\\nb"', '"\\u0041"', '"\u2028"', '"\u{1F600}"', '"\u007f\u0080"'],
  ['"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude00"', '"\\/"', '"\\u0000"', '"[{]}"', '"\\\\"', '"\\""'],
];

const KEYS = [
  '"a"',
  '"b"',
  '"a"',
  '"__proto__"',
  '"\\u005f_proto__"',
  '"constructor"',
  '"2"',
  '"1"',
  '"01"',
  '""',
  '"\\ud800"',
  '"status"',
  '"amount"',
  '"payment_intent_id"',
  '"4294967295"',
];
