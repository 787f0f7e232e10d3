// What differs between two readings of a session.

/** The old values of what has changed, by path: `payment_intent.status`, `captures[0].amount_captured`. */
export type Changes = ReadonlyMap<string, unknown>;

/** Compares two readings. A field that is new counts as changed from undefined. */
export function changes(
  before: unknown,
  after: unknown,
  path = "",
  found = new Map<string, unknown>(),
): Changes {
  if (isObject(before) && isObject(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      changes(before[name], after[name], join(path, name, Array.isArray(after)), found);
    }
  } else if (before !== after) {
    found.set(path, before);
  }
  return found;
}

/** The path of what stands in an object or list under a name. */
export const join = (path: string, name: string, inList: boolean): string =>
  inList ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`;

/** Whether a value has others in it. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
