// The context of a case: the package, the sandbox and helpers.

import { equal, has, ok, rejects } from "../support/assert.js";
import { seed } from "../support/control.js";

export class Context {
  constructor(pkg, env, other) {
    this.FlexClient = pkg.FlexClient;
    this.FlexError = pkg.FlexError;
    this.preload = pkg.preload;
    this.formatCents = pkg.formatCents;
    this.idOf = pkg.idOf;
    this.env = env;
    this.other = other;
  }

  /** Creates a client of the sandbox. */
  client(options = {}) {
    const { apiKey, baseURL } = this.env;
    return new this.FlexClient({ apiKey, baseURL, ...this.env.options, ...options });
  }

  /** Seeds a session for this case alone. */
  seed(kind, wishes) {
    return seed(this.env.baseURL, kind, wishes);
  }

  /** Seeds a session whose responses have this body, with the session's own id. */
  seedBody(body) {
    const json = typeof body === "string" ? body : JSON.stringify(body);
    // The sandbox fills in the session's id.
    return this.seed("hold_expiring", {
      body: json.replace(/("checkout_session_id": ?)"[^"]*"/, '$1"{id}"'),
    });
  }

  /** Returns a copy of the documented response. */
  documented() {
    return copy(this.env.documented);
  }

  /** Asserts that the call rejects with a FlexError with these fields. Returns the error. */
  async rejects(call, fields) {
    return this.isFlexError(await rejects(call), fields);
  }

  isFlexError(error, fields) {
    ok(this.FlexError.is(error), `not a FlexError: ${error}`);
    equal(error instanceof this.FlexError, true, "instanceof FlexError");
    has(error, fields, "error");
    return error;
  }
}

/** Copies JSON. `structuredClone` copies into another realm in Vercel's edge runtime. */
export function copy(value) {
  return JSON.parse(JSON.stringify(value));
}

/** A fetch that records requests and response bodies. */
export function recordingFetch() {
  const calls = [];
  const recorder = async (input, init) => {
    const request = new Request(input, init);
    const call = { url: request.url, method: request.method, headers: Object.fromEntries(request.headers) };
    calls.push(call);
    const response = await fetch(input, init);
    call.text = response.clone().text();
    return response;
  };
  return { fetch: recorder, calls };
}

/** A fetch that responds without a request. */
export function answeringFetch(status, body, headers = { "content-type": "application/json" }) {
  return async () =>
    new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
}
