// What a case gets: the server, the sandbox behind it, and the helpers that nearly every case wants.

import { randomUUID } from "node:crypto";
import { deepEqual, equal, ok } from "../support/assert.js";
import { seed } from "../support/control.js";
import { SHOP } from "./app.js";
import { requestText, send } from "./http.mjs";

/** How long a line may take from the server to here. */
const LINE_MS = 10_000;

export class Context {
  /**
   * `server` is `{ port, logged, complaints }`, `pkg` the package's client and what makes tokens, `env` the app's,
   * `record` what all cases of a column leave for the last ones.
   */
  constructor({ server, pkg, env, record, seed: randomSeed }) {
    Object.assign(this, { server, pkg, env, record, randomSeed });
    this.host = `127.0.0.1:${server.port}`;
    this.origin = `http://${this.host}`;
  }

  /** A session of its own in the sandbox. */
  seed(kind = "minimal", wishes = {}) {
    return seed(this.env.flex, kind, wishes);
  }

  /** A text that no line may hold. */
  secret(text) {
    this.record.secrets.add(text);
    return text;
  }

  /** A token as the merchant's server makes it. */
  async token(session, options = {}) {
    const { secrets } = this.env;
    const secret = [secrets.current, secrets.former];
    const sessionId = session.id;
    return this.secret(await this.pkg.mintSessionToken({ secret, sessionId, ...options }));
  }

  /** What a page of the shop sends, all of it good; null takes a header out. */
  async wanted(session, { action = "reauth", gateway = "flex", query = "", headers = {}, ...rest } = {}) {
    const isReauth = action === "reauth";
    const path = `/v1/checkout/sessions/${session.id}${isReauth ? "/reauth" : ""}`;
    const token = "flex-session-token" in headers ? null : await this.token(session);
    return {
      method: isReauth ? "POST" : "GET",
      target: `/${gateway}${path}${query}`,
      ...rest,
      headers: {
        host: this.host,
        connection: "close",
        origin: SHOP,
        "idempotency-key": isReauth ? this.secret(`key-${randomUUID()}`) : null,
        "flex-session-token": token,
        ...(isReauth && !("body" in rest) && !("transfer-encoding" in headers) && { "content-length": "0" }),
        ...headers,
      },
    };
  }

  /** Sends what a page of the shop sends, changed as `wishes` say. Gives the answer. */
  async call(session, wishes = {}, how = {}) {
    const request = await this.wanted(session, wishes);
    return this.send(requestText(request), { bodiless: request.method === "HEAD", ...how });
  }

  /** Sends bytes and gives the one answer to them. */
  async send(text, how) {
    const { answers, ended } = await this.exchange(text, how);
    ok(answers.length === 1, `${answers.length} answers, and the server ${ended}`);
    return answers[0];
  }

  /** Sends bytes and gives what comes back: none or several answers, perhaps. */
  async exchange(text, how) {
    const came = await send(this.server.port, text, how);
    this.record.answers.push(...came.answers);
    return came;
  }

  /** The sandbox's requests that an action causes. */
  async arrivals(action) {
    const before = (await this.#arrived()).at(-1)?.number ?? 0;
    const result = await action();
    return { result, requests: (await this.#arrived()).filter(({ number }) => number > before) };
  }

  /** The action causes no request to the sandbox. Gives its result. */
  async reachesNobody(action, what = "the request") {
    const { result, requests } = await this.arrivals(action);
    deepEqual(
      requests.map(({ method, path }) => `${method} ${path}`),
      [],
      `arrived after ${what}`,
    );
    return result;
  }

  /** Every answer to a request that must be refused: by the gateway for this reason, or by the server. */
  isRefused(answer, code, what = code) {
    ok(answer.status >= 400, `${what}: status ${answer.status}`);
    if (answer.isGateways) equal(answer.error.code, code, `code of ${what}`);
  }

  /** The request is refused by the gateway for this reason, and reaches nobody. */
  async refuses(session, wishes, code, what = JSON.stringify(wishes)) {
    const answer = await this.reachesNobody(() => this.call(session, wishes), what);
    this.isRefused(answer, code, what);
    return answer;
  }

  /** The lines that an action causes, of which there must be so many. */
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
