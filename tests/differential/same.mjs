/** Where two values differ, in anything that can be told of them: order of keys, -0, prototypes. Undefined if nowhere. */
export function differenceOf(actual, expected, path = "session") {
  if (typeof expected !== "object" || expected === null)
    return Object.is(actual, expected) ? undefined : `${path}: ${show(actual)} instead of ${show(expected)}`;
  if (typeof actual !== "object" || actual === null) return `${path}: ${show(actual)} instead of an object`;
  if (Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) return `${path}: another prototype`;
  const [keys, others] = [Reflect.ownKeys(expected), Reflect.ownKeys(actual)];
  if (keys.length !== others.length) return `${path}: ${others.length} keys instead of ${keys.length}`;
  for (const [index, key] of keys.entries()) {
    if (others[index] !== key) return `${path}: the key ${String(others[index])} instead of ${String(key)}`;
    const { value } = Object.getOwnPropertyDescriptor(actual, key);
    const difference = differenceOf(
      value,
      Object.getOwnPropertyDescriptor(expected, key).value,
      `${path}.${key}`,
    );
    if (difference) return difference;
  }
  return undefined;
}

function show(value) {
  return Object.is(value, -0) ? "-0" : JSON.stringify(value);
}
