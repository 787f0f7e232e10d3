// Assertions that load unbundled in every runtime. Each throws an Error whose message locates the difference.

export function ok(condition, message) {
  if (!condition) throw new Error(message);
}

export function equal(actual, expected, what = "value") {
  if (!Object.is(actual, expected))
    throw new Error(`${what}: expected ${show(expected)}, found ${show(actual)}`);
}

export function matches(text, pattern, what = "text") {
  if (typeof text !== "string" || !pattern.test(text))
    throw new Error(`${what}: expected ${pattern} to match ${show(text)}`);
}

/** Same values and same keys, in any order of keys; prototypes count. */
export function deepEqual(actual, expected, what = "value") {
  const difference = firstDifference(actual, expected, what);
  if (difference) throw new Error(difference);
}

/** `fields` of `object` have these values; others are not looked at. */
export function has(object, fields, what = "value") {
  for (const [name, expected] of Object.entries(fields))
    deepEqual(object?.[name], expected, `${what}.${name}`);
}

/** The promise rejects, and nothing is thrown on the way to it. Returns the reason. */
export async function rejects(call, what = "the call") {
  let promise;
  try {
    promise = call();
  } catch (error) {
    throw new Error(`${what}: threw synchronously instead of rejecting: ${error}`);
  }
  let value;
  try {
    value = await promise;
  } catch (reason) {
    return reason;
  }
  throw new Error(`${what}: expected a rejection, was fulfilled with ${show(value)}`);
}

/** The function throws. Returns what it threw. */
export function throws(action, what = "the call") {
  let value;
  try {
    value = action();
  } catch (error) {
    return error;
  }
  throw new Error(`${what}: expected an exception, returned ${show(value)}`);
}

/** Checks every row, and then complains of all that failed, so that one does not hide the next. */
export async function each(rows, check) {
  const complaints = [];
  for (const row of rows) {
    try {
      await check(row);
    } catch (error) {
      complaints.push(error.message);
    }
  }
  if (complaints.length > 0) throw new Error(complaints.join("; "));
}

function firstDifference(actual, expected, path) {
  if (Object.is(actual, expected)) return null;
  if (!isObject(actual) || !isObject(expected))
    return `${path}: expected ${show(expected)}, found ${show(actual)}`;
  if (Array.isArray(actual) !== Array.isArray(expected))
    return `${path}: expected ${show(expected)}, found ${show(actual)}`;
  if (Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) return `${path}: another prototype`;
  if (Array.isArray(actual) && actual.length !== expected.length)
    return `${path}: expected ${expected.length} elements, found ${actual.length}: ${show(actual)}`;
  for (const key of Object.keys(expected))
    if (!Object.hasOwn(actual, key)) return `${path}.${key}: is missing, expected ${show(expected[key])}`;
  for (const key of Object.keys(actual)) {
    if (!Object.hasOwn(expected, key)) return `${path}.${key}: is too much: ${show(actual[key])}`;
    const difference = firstDifference(actual[key], expected[key], `${path}.${key}`);
    if (difference) return difference;
  }
  return null;
}

function isObject(value) {
  return typeof value === "object" && value !== null;
}

function show(value) {
  if (value instanceof Error) return String(value);
  let text;
  try {
    text = JSON.stringify(value);
  } catch {
    // Circular, or a bigint: its String is good enough.
  }
  text ??= String(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
