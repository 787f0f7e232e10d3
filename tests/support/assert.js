// Assertions that load unbundled in every runtime. Each throws an Error whose message locates the difference.

export function ok(condition, message) {
  if (!condition) throw new Error(message);
}

export function equal(actual, expected, label = "value") {
  if (!Object.is(actual, expected))
    throw new Error(`${label}: expected ${show(expected)}, found ${show(actual)}`);
}

export function matches(string, pattern, label = "string") {
  if (typeof string !== "string" || !pattern.test(string))
    throw new Error(`${label}: expected ${pattern} to match ${show(string)}`);
}

/** Compares values and own keys, in any order of keys; prototypes count. */
export function deepEqual(actual, expected, label = "value") {
  const difference = firstDifference(actual, expected, label);
  if (difference) throw new Error(difference);
}

/** Compares the named fields, and ignores all others. */
export function has(object, fields, label = "value") {
  for (const [name, expected] of Object.entries(fields))
    deepEqual(object?.[name], expected, `${label}.${name}`);
}

/** Asserts that the promise rejects, and that nothing is thrown synchronously. Returns the reason. */
export async function rejects(call, label = "the call") {
  let promise;
  try {
    promise = call();
  } catch (error) {
    throw new Error(`${label}: threw synchronously instead of rejecting: ${error}`);
  }
  let value;
  try {
    value = await promise;
  } catch (reason) {
    return reason;
  }
  throw new Error(`${label}: expected a rejection, was fulfilled with ${show(value)}`);
}

/** Asserts that the function throws. Returns the thrown value. */
export function throws(action, label = "the call") {
  let value;
  try {
    value = action();
  } catch (error) {
    return error;
  }
  throw new Error(`${label}: expected an exception, returned ${show(value)}`);
}

/** Checks every row, then reports all failures at once. */
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
  let shown;
  try {
    shown = JSON.stringify(value);
  } catch {
    // Circular, or a bigint: String is good enough.
  }
  shown ??= String(value);
  return shown.length > 200 ? `${shown.slice(0, 200)}…` : shown;
}
