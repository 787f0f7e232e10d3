import { refuse } from "./refuse.js";

/** Headers in any form that `fetch` takes. */
export type HeadersLike = Headers | Record<string, string> | Iterable<readonly [string, string]>;

/** Checks headers of the caller's, and makes a list of them. Their values are never quoted. */
export function checkHeaders(option: string, headers: HeadersLike | undefined): [string, string][] {
  if (headers === undefined) {
    return [];
  }
  if (typeof headers !== "object" || headers === null) {
    throw refuse(`${option} must be an object, a Headers, or pairs`);
  }
  const pairs: Iterable<unknown> = Symbol.iterator in headers ? headers : Object.entries(headers);
  return Array.from(pairs, (pair) => checkHeader(option, pair));
}

function checkHeader(option: string, pair: unknown): [string, string] {
  const [name, value]: unknown[] = Array.isArray(pair) ? pair : [];
  if (typeof name !== "string" || typeof value !== "string") {
    throw refuse(`${option} must hold strings, each a header's name and its value`);
  }
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
    throw refuse(`${option} holds a name that is no header's name`);
  }
  const lower = name.toLowerCase();
  if (lower === "authorization" || lower === "idempotency-key") {
    const instead = lower === "authorization" ? "the key as apiKey" : "it as idempotencyKey";
    throw refuse(`${option} may not set ${lower}, which the client sets itself; pass ${instead}`);
  }
  if (!/^[\t -~]*$/.test(value)) {
    throw refuse(`${option} holds a value for ${lower} with a character that is not printable ASCII`);
  }
  return [name, value];
}
