// The sandbox's control routes, over the platform's fetch.

/**
 * Seeds a session for one test, so that tests never share holds or faults. `patch` and `body` change its responses,
 * `faults` are planned faults.
 */
export async function seed(baseURL, kind, { faults, ...wishes } = {}) {
  const control = (method, path, body) => call(baseURL, method, path, body);
  const { id } = await control("POST", "/sandbox/sessions", { kind, ...wishes });
  const session = new SeededSession(control, id);
  if (faults) await session.plan(faults);
  return session;
}

/** A session of a sandbox, whose control routes `control(method, path, body)` requests. */
export class SeededSession {
  constructor(control, id) {
    this.control = control;
    this.id = id;
  }

  /** Plans faults of the next requests. */
  plan(faults) {
    return this.control("PUT", `/sandbox/sessions/${this.id}/faults`, faults);
  }

  /** Returns the sandbox's record of the session: `reauths`, `holds_placed`, `idempotency_keys`, `payment_intents`. */
  entry() {
    return this.control("GET", `/sandbox/sessions/${this.id}`);
  }

  /** Returns the API requests that named this session, in order. */
  async requests() {
    const { requests } = await this.control("GET", `/sandbox/requests?session=${this.id}`);
    return requests;
  }
}

async function call(baseURL, method, path, body) {
  const init = { method };
  if (body !== undefined) {
    init.headers = { "content-type": "application/json" };
    init.body = JSON.stringify(body);
  }
  const response = await fetch(baseURL + path, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`sandbox: ${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
  return JSON.parse(text);
}
