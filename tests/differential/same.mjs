/**
 * Returns where two values differ in anything observable: order of keys, -0, prototypes. Undefined if
 * nowhere. It does not recurse, because values may nest to any depth.
 */
export function differenceOf(actual, expected) {
  const pending = [{ actual, expected, parent: undefined, key: "session" }];
  while (pending.length > 0) {
    const pair = pending.pop();
    const difference = shallowDifference(pair.actual, pair.expected);
    if (difference) return `${pathOf(pair)}: ${difference}`;
    if (typeof pair.expected !== "object" || pair.expected === null) continue;
    for (const key of Reflect.ownKeys(pair.expected)) {
      const { value } = Object.getOwnPropertyDescriptor(pair.actual, key);
      const other = Object.getOwnPropertyDescriptor(pair.expected, key).value;
      pending.push({ actual: value, expected: other, parent: pair, key });
    }
  }
  return undefined;
}

function shallowDifference(actual, expected) {
  if (typeof expected !== "object" || expected === null)
    return Object.is(actual, expected) ? undefined : `${show(actual)} instead of ${show(expected)}`;
  if (typeof actual !== "object" || actual === null) return `${show(actual)} instead of an object`;
  if (Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) return "another prototype";
  const [keys, others] = [Reflect.ownKeys(expected), Reflect.ownKeys(actual)];
  if (keys.length !== others.length) return `${others.length} keys instead of ${keys.length}`;
  const index = keys.findIndex((key, index) => others[index] !== key);
  return index < 0 ? undefined : `the key ${String(others[index])} instead of ${String(keys[index])}`;
}

function pathOf(pair) {
  const path = [];
  for (let at = pair; at; at = at.parent) path.unshift(String(at.key));
  return path.join(".");
}

function show(value) {
  return Object.is(value, -0) ? "-0" : JSON.stringify(value);
}
