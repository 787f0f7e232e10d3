/**
 * Parses JSON and keeps what `JSON.parse` drops: duplicate keys and the notation of numbers. A value is `{
 * kind, ... }`: `text` of a string, `raw` of a number, `items` of an array, `members` of an object as pairs.
 * It does not recurse, so any depth can be read.
 */
export function read(text) {
  const token = /"(?:[^"\\]|\\.)*"|[-+.\deE]+|true|false|null|[[\]{}]/y;
  const root = { kind: "array", items: [] };
  const open = [root];
  let key;
  for (let at = 0; at < text.length; ) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (!match) {
      // Whitespace, commas and colons: JSON.parse has checked their positions.
      at += 1;
      continue;
    }
    at = token.lastIndex;
    const [found] = match;
    if (found === "]" || found === "}") {
      open.pop();
      continue;
    }
    const parent = open.at(-1);
    if (parent.kind === "object" && key === undefined) {
      key = JSON.parse(found);
      continue;
    }
    const value = valueFrom(found);
    if (parent.kind === "object") parent.members.push([key, value]);
    else parent.items.push(value);
    key = undefined;
    if (found === "[" || found === "{") open.push(value);
  }
  return root.items[0];
}

function valueFrom(found) {
  switch (found[0]) {
    case '"':
      return { kind: "string", text: JSON.parse(found) };
    case "[":
      return { kind: "array", items: [] };
    case "{":
      return { kind: "object", members: [] };
    case "n":
      return { kind: "null" };
    case "t":
    case "f":
      return { kind: "boolean" };
    default:
      return { kind: "number", raw: found };
  }
}

/** Returns a field; the last one if there are duplicates. */
export function fieldOf(value, name) {
  if (value?.kind !== "object") return undefined;
  return value.members.findLast(([key]) => key === name)?.[1];
}

/** Returns the value as a whole number, if JavaScript's numbers represent it exactly. */
export function integerOf(value) {
  if (value?.kind !== "number") return undefined;
  const [, sign, whole, fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE](.+))?$/.exec(
    value.raw,
  );
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return 0;
  const zeros = digits.length - significant.length - fraction.length + Number(exponent);
  if (zeros < 0 || significant.length + zeros > 16) return undefined;
  const number = BigInt(significant) * 10n ** BigInt(zeros);
  return number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(`${sign}${number}`) : undefined;
}
