// The client's error class, and the parser of error bodies.

const MARK = Symbol.for("flex-checkout.plain.FlexError");
const STATUS_KINDS = {
  401: "authentication",
  403: "permission",
  404: "not_found",
  409: "conflict",
  429: "rate_limit",
};
const RETRIED = [408, 425, 429, 500, 502, 503, 504];
/** The outcomes in ascending order of gravity: of several attempts, the gravest counts. */
const OUTCOMES = ["none", "not_sent", "rejected", "unknown", "applied"];

export class FlexError extends Error {
  constructor(kind, message, { body, headers, cause, ...details } = {}) {
    super(message);
    Object.assign(this, { kind, outcome: "not_sent", attempts: 0 }, details);
    // Personal data stays out of printed errors.
    const hidden = { name: "FlexError", body, headers, cause };
    for (const [key, value] of Object.entries(hidden)) {
      if (value !== undefined) Object.defineProperty(this, key, { value, configurable: true });
    }
  }

  get [MARK]() {
    return true;
  }

  static is(value) {
    return value?.[MARK] === true;
  }

  toJSON() {
    return { ...this, name: this.name, message: this.message };
  }
}

export const invalid = (message) => new FlexError("configuration", message);

export const graver = (one, other) => (OUTCOMES.indexOf(one) > OUTCOMES.indexOf(other) ? one : other);

export const kindOf = (status) => {
  if (status < 400) return "redirect";
  return STATUS_KINDS[status] ?? (status < 500 ? "invalid_request" : "server");
};

/**
 * A 4xx means that nothing was done, except 408, which a proxy sends for requests that it may have
 * forwarded.
 */
export const outcomeOf = (status) =>
  status >= 400 && status < 500 && status !== 408 ? "rejected" : "unknown";

export const isRetried = ({ kind, status }) =>
  status === undefined ? kind === "connection" || kind === "timeout" : RETRIED.includes(status);

/** Returns Flex's machine code and reason, from a body in any of its forms. */
export function reasonOf(text) {
  let body = {};
  try {
    body = JSON.parse(text) ?? {};
  } catch {
    // Probably a proxy's page.
  }
  const { detail, error, message } = body;
  const issue = Array.isArray(detail) ? detail[0] : undefined;
  const short = (...candidates) =>
    candidates.find((each) => typeof each === "string" && each !== "")?.slice(0, 500);
  return {
    code: short(issue?.type, error?.code),
    message: short(issue?.msg, detail, error?.message, message) ?? "no reason given",
  };
}
