import { ok } from "./assert.js";

/** Asserts that no string reachable from the value contains the secret. */
export function holdsNo(secret, value, label) {
  for (const string of stringsIn(value)) ok(!string.includes(secret), `${label} holds the key: ${string}`);
}

/** Collects every string reachable from the value: its own properties, hidden ones too, and its printed forms. */
function stringsIn(value, seen = new Set()) {
  if (typeof value === "string") return [value];
  if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value))
    return [];
  seen.add(value);
  const strings = [attempt(() => String(value)), attempt(() => JSON.stringify(value))];
  if (attempt(() => value instanceof Headers)) for (const [name, string] of value) strings.push(name, string);
  for (const name of attempt(() => Reflect.ownKeys(value)) ?? [])
    strings.push(
      String(name),
      ...stringsIn(
        attempt(() => value[name]),
        seen,
      ),
    );
  return strings.filter((string) => typeof string === "string");
}

/** Returns undefined if reading throws. */
function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}
