/** A text in which the key, where somebody echoed it, is `[redacted]`. */
export function redact(text: string, key: string | undefined): string {
  return key === undefined ? text : text.replaceAll(key, "[redacted]");
}

/** Headers in which the key, where a server echoed it, is `[redacted]`. */
export function redactHeaders(headers: Headers | undefined, key: string | undefined): Headers {
  if (!headers || typeof headers[Symbol.iterator] !== "function") {
    // A stand-in for a response may have headers that cannot be looked through.
    return new Headers();
  }
  if (key === undefined || ![...headers].some(([, value]) => value.includes(key))) {
    return headers;
  }
  const redacted = new Headers();
  for (const [name, value] of headers) {
    redacted.append(name, redact(value, key));
  }
  return redacted;
}

/**
 * Whether somebody who prints a thrown value could read the key in it: in its text, or in that of
 * anything it refers to. What cannot be looked into, such as a Request, counts as showing it, unless
 * `trusted`.
 */
export function shows(
  value: unknown,
  key: string | undefined,
  trusted: boolean,
  seen = new Set<unknown>(),
): boolean {
  if (key === undefined || seen.has(value)) {
    return false;
  }
  if (typeof value === "string") {
    return value.includes(key);
  }
  if (typeof value !== "object" || value === null) {
    return false;
  }
  seen.add(value);
  try {
    return (
      seen.size > 100 ||
      !(trusted || isTransparent(value)) ||
      Reflect.ownKeys(value).some((name) => shows(Reflect.get(value, name), key, trusted, seen)) ||
      shows(Reflect.get(value, "message"), key, trusted, seen)
    );
  } catch {
    return true;
  }
}

/** Whether all that an object holds is in its properties: plain objects, arrays and errors. */
function isTransparent(value: object): boolean {
  const prototype = Reflect.getPrototypeOf(value);
  return (
    Array.isArray(value) ||
    // A plain object, of any realm.
    prototype === null ||
    Reflect.getPrototypeOf(prototype) === null ||
    /^\[object (Error|DOMException)\]$/.test(Object.prototype.toString.call(value))
  );
}
