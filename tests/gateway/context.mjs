// The context of a case: the server, the sandbox behind it, and helpers.

import { randomUUID } from "node:crypto";
import { deepEqual, equal, ok } from "../support/assert.js";
import { seed } from "../support/control.js";
import { SHOP } from "./app.js";
import { requestText, send } from "./http.mjs";

/** The longest time that a line takes from the server to this process, in milliseconds. */
const LINE_MS = 10_000;

const session = (after) => (id) => `/v1/checkout/sessions/${id}${after}`;

/** The route of each action, below the gateway's path. */
export const ROUTES = {
  reauth: { method: "POST", path: session("/reauth") },
  retrieve: { method: "GET", path: session("") },
  capture: { method: "POST", path: session("/capture") },
  previewCapture: { method: "POST", path: session("/capture_allocation") },
  cancel: { method: "POST", path: session("/cancel") },
  listPaymentIntents: { method: "GET", path: (id) => `/v1/payment_intents?checkout_session=${id}` },
};

export class Context {
  /**
   * `server` is `{ port, logged, complaints }`, `pkg` the package's exports, `env` the app's environment, and `record` the
   * responses and secrets of all cases, which the last cases check.
   */
  constructor({ server, pkg, env, record, seed: randomSeed }) {
    Object.assign(this, { server, pkg, env, record, randomSeed });
    this.host = `127.0.0.1:${server.port}`;
    this.origin = `http://${this.host}`;
  }

  /** Creates a session in the sandbox. */
  seed(kind = "minimal", wishes = {}) {
    return seed(this.env.flex, kind, wishes);
  }

  /** Registers a string that no line may contain. */
  secret(text) {
    this.record.secrets.add(text);
    return text;
  }

  /** Mints a token, as the merchant's server does. */
  async token(session, options = {}) {
    const { secrets } = this.env;
    const secret = [secrets.current, secrets.former];
    const sessionId = session.id;
    return this.secret(await this.pkg.mintSessionToken({ secret, sessionId, ...options }));
  }

  /**
   * Describes a valid request of the shop's page, with changes; a header of null is omitted. `params` are the parameters
   * of a capture, and `more` is the rest of a query that the action has.
   */
  async wanted(
    session,
    { action = "reauth", gateway = "flex", query = "", more = "", params, headers = {}, ...rest } = {},
  ) {
    const { method, path } = ROUTES[action];
    const isPost = method === "POST";
    const actions = ["reauth", "retrieve"].includes(action) ? undefined : [action];
    const token = "flex-session-token" in headers ? null : await this.token(session, { actions });
    const body = params && JSON.stringify({ checkout_session: params });
    return {
      method,
      target: `/${gateway}${path(session.id)}${query}${more}`,
      ...(body && { body }),
      ...rest,
      headers: {
        host: this.host,
        connection: "close",
        origin: SHOP,
        "idempotency-key": isPost ? this.secret(`key-${randomUUID()}`) : null,
        "flex-session-token": token,
        ...(isPost &&
          !("body" in rest) &&
          !("transfer-encoding" in headers) && { "content-length": String(body?.length ?? 0) }),
        ...(body && { "content-type": "application/json" }),
        ...headers,
      },
    };
  }

  /** Sends a valid request of the shop's page, with changes. Returns the response. */
  async call(session, wishes = {}, how = {}) {
    const request = await this.wanted(session, wishes);
    return this.send(requestText(request), { bodiless: request.method === "HEAD", ...how });
  }

  /** Sends bytes and returns the only response. */
  async send(text, how) {
    const { answers, ended } = await this.exchange(text, how);
    ok(answers.length === 1, `${answers.length} answers, and the server ${ended}`);
    return answers[0];
  }

  /** Sends bytes and returns all responses, of which there may be none. */
  async exchange(text, how) {
    const came = await send(this.server.port, text, how);
    this.record.answers.push(...came.answers);
    return came;
  }

  /** Runs an action and returns the requests that the sandbox received meanwhile. */
  async arrivals(action) {
    const before = (await this.#arrived()).at(-1)?.number ?? 0;
    const result = await action();
    return { result, requests: (await this.#arrived()).filter(({ number }) => number > before) };
  }

  /** Runs an action that must cause no request to the sandbox. Returns its result. */
  async sendsNothing(action, what = "the request") {
    const { result, requests } = await this.arrivals(action);
    deepEqual(
      requests.map(({ method, path }) => `${method} ${path}`),
      [],
      `arrived after ${what}`,
    );
    return result;
  }

  /** Checks that the gateway refused a request with this code, or that the server refused it. */
  isRefused(answer, code, what = code) {
    ok(answer.status >= 400, `${what}: status ${answer.status}`);
    if (answer.isFromGateway) equal(answer.error.code, code, `code of ${what}`);
  }

  /** Sends a request that the gateway must refuse with this code, without calling Flex. */
  async refuses(session, wishes, code, what = JSON.stringify(wishes)) {
    const answer = await this.sendsNothing(() => this.call(session, wishes), what);
    this.isRefused(answer, code, what);
    return answer;
  }

  /** Runs an action and returns the lines that it logs. Their number must be `count`. */
  async lines(count, action) {
    const before = this.server.logged.length;
    const result = await action();
    const end = Date.now() + LINE_MS;
    while (this.server.logged.length < before + count && Date.now() < end) await sleep(5);
    const lines = this.server.logged.slice(before);
    equal(lines.length, count, `lines (${lines.join(" ")})`);
    return { result, lines: lines.map((line) => JSON.parse(line)) };
  }

  async #arrived() {
    return (await (await fetch(`${this.env.flex}/sandbox/requests`)).json()).requests;
  }
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
