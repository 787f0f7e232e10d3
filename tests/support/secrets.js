import { ok } from "./assert.js";

/** No text that can be had from the value holds the secret. */
export function holdsNo(secret, value, what) {
  for (const text of textsOf(value)) ok(!text.includes(secret), `${what} holds the key: ${text}`);
}

/** Every text that can be had from the value: its own properties, hidden ones too, and what it prints as. */
function textsOf(value, seen = new Set()) {
  if (typeof value === "string") return [value];
  if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value))
    return [];
  seen.add(value);
  const texts = [attempt(() => String(value)), attempt(() => JSON.stringify(value))];
  if (attempt(() => value instanceof Headers)) for (const [name, text] of value) texts.push(name, text);
  for (const name of attempt(() => Reflect.ownKeys(value)) ?? [])
    texts.push(
      String(name),
      ...textsOf(
        attempt(() => value[name]),
        seen,
      ),
    );
  return texts.filter((text) => typeof text === "string");
}

/** What cannot be read shows nothing. */
function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}
