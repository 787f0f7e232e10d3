// What a case gets: the package, the sandbox, and the helpers that nearly every case wants.

import { equal, has, ok, rejects } from "../support/assert.js";
import { seed } from "../support/control.js";

export class Context {
  constructor(pkg, env, other) {
    this.FlexClient = pkg.FlexClient;
    this.FlexError = pkg.FlexError;
    this.preload = pkg.preload;
    this.env = env;
    this.other = other;
  }

  /** A client of the sandbox; `options` on top of what the runtime needs. */
  client(options = {}) {
    const { apiKey, baseURL } = this.env;
    return new this.FlexClient({ apiKey, baseURL, ...this.env.options, ...options });
  }

  /** A session of its own in the sandbox. */
  seed(kind, wishes) {
    return seed(this.env.baseURL, kind, wishes);
  }

  /** A session that answers every reauth and retrieve with this body; a text goes out as it is. */
  seedBody(body) {
    return this.seed("hold_expiring", { body: typeof body === "string" ? body : JSON.stringify(body) });
  }

  /** A copy of the documented response to bend. */
  documented() {
    return copy(this.env.documented);
  }

  /** The call rejects with a FlexError that has these fields. Returns the error. */
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

/** A copy of what came as JSON. `structuredClone` makes it of another realm in Vercel's edge runtime. */
export function copy(value) {
  return JSON.parse(JSON.stringify(value));
}

/** A fetch for the client that passes everything on, and keeps what was sent and the bodies that came back. */
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

/** A fetch for the client that answers all by itself. */
export function answeringFetch(status, body, headers = { "content-type": "application/json" }) {
  return async () =>
    new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
}
