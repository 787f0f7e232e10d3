// Differences between two reads of a session.

/** The old values of changed fields, by path: `payment_intent.status`, `captures[0].amount_captured`. */
export type Changes = ReadonlyMap<string, unknown>;

/** Compares two reads. A new field counts as changed from undefined. */
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

/** Returns the path of a member of an object or list. */
export const join = (path: string, name: string, inList: boolean): string =>
  inList ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`;

/** Returns true if a value has members. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
