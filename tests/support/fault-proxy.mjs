// A proxy on loopback between a page and a server, which does to requests what networks do.
//
// A fault is `{ name, method?, times = 1, ms? }`. It meets requests whose path names the session that it is planned for.
//
//   reset            the connection breaks, and nothing was passed on
//   swallow          nothing is passed on, and nothing is answered
//   page             a page as from a proxy, 502, and nothing was passed on
//   lose             passed on; the connection breaks before the answer
//   cut              passed on; the connection breaks after half of the answer's body
//   cut_chunked      likewise, of an answer whose length nobody has said
//   truncate         passed on; half of the body, with a length to match
//   late             passed on; the answer comes `ms` later
//   hang             passed on; nothing is answered
//   hide             passed on; a page as from a proxy is the answer
//   twice            passed on twice at once; the first answer is the answer
//   again            passed on, and once more when the answer is there

import { Agent, createServer, request as send } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const PAGE = "<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>";

export async function startFaultProxy() {
  const agent = new Agent({ keepAlive: true });
  const plans = new Map();
  let target;
  const server = createServer((request, response) => {
    const fault = take(plans.get(sessionOf(request.url)), request.method);
    const forward = () => passOn(agent, target, request, response);
    // What breaks on the way is what was planned, or the page has left.
    (FAULTS[fault?.name] ?? plain)({ request, response, forward, ms: fault?.ms }).catch(() =>
      response.destroy(),
    );
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /** Passes requests on to this origin from now on. */
    to: (origin) => {
      target = new URL(origin);
    },
    /** What shall happen to requests that name this session, in the place of what was planned for them. */
    plan(session, faults) {
      for (const { name } of faults) if (!(name in FAULTS)) throw new Error(`there is no fault ${name}`);
      plans.set(
        session,
        faults.map((fault) => ({ times: 1, ...fault })),
      );
    },
    /** How often the faults that are planned for this session are still to meet it. */
    left: (session) => (plans.get(session) ?? []).reduce((sum, { times }) => sum + times, 0),
    stop() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

const plain = async ({ response, forward }) => answer(response, await forward());

const FAULTS = {
  reset: async ({ request }) => request.socket.resetAndDestroy(),
  swallow: async () => {},
  page: async ({ response }) => page(response),
  async lose({ request, forward }) {
    await forward();
    request.socket.resetAndDestroy();
  },
  async cut({ request, response, forward }) {
    const { status, headers, body } = await forward();
    response.writeHead(status, { ...headers, "content-length": body.length });
    await written(response, half(body));
    request.socket.destroy();
  },
  async cut_chunked({ request, response, forward }) {
    const { status, headers, body } = await forward();
    response.writeHead(status, headers);
    await written(response, half(body));
    request.socket.destroy();
  },
  async truncate({ response, forward }) {
    const come = await forward();
    answer(response, { ...come, body: half(come.body) });
  },
  async late({ response, forward, ms }) {
    const come = await forward();
    await sleep(ms);
    answer(response, come);
  },
  async hang({ forward }) {
    await forward();
  },
  async hide({ response, forward }) {
    await forward();
    page(response);
  },
  async twice({ response, forward }) {
    const both = [forward(), forward()];
    answer(response, await Promise.race(both));
    await Promise.all(both);
  },
  async again({ response, forward }) {
    const come = await forward();
    await forward();
    answer(response, come);
  },
};

/** The fault that a request meets, if any; it meets one request less from then on. */
function take(faults = [], method) {
  const fault = faults.find((fault) => fault.times > 0 && (fault.method ?? method) === method);
  // Whether a page may ask is another question than the one that it asks.
  if (!fault || method === "OPTIONS") return undefined;
  fault.times -= 1;
  return fault;
}

const sessionOf = (path) => /\/sessions\/([^/?]+)/.exec(path)?.[1];

/** Passes a request on as it is, its host too, and gives the whole answer. Requests have no body here. */
function passOn(agent, target, { method, url, headers }, response) {
  return new Promise((resolve, reject) => {
    const { hostname, port } = target;
    const passed = send({ agent, hostname, port, method, path: url, headers }, async (answer) => {
      try {
        const parts = [];
        for await (const part of answer) parts.push(part);
        resolve({ status: answer.statusCode, headers: fresh(answer.headers), body: Buffer.concat(parts) });
      } catch (error) {
        reject(error);
      }
    });
    passed.once("error", reject);
    passed.end();
    // Whoever leaves here leaves there.
    response.once("close", () => passed.destroy());
  });
}

/** An answer's headers but for those of one connection. */
function fresh({ connection, "keep-alive": keepAlive, "transfer-encoding": encoding, ...headers }) {
  return headers;
}

function answer(response, { status, headers, body }) {
  const length = status === 204 || status === 304 ? {} : { "content-length": body.length };
  response.writeHead(status, { ...headers, ...length }).end(body);
}

function page(response) {
  response.writeHead(502, { "content-type": "text/html" }).end(PAGE);
}

const half = (body) => body.subarray(0, Math.floor(body.length / 2));

const written = (response, part) => new Promise((done) => response.write(part, done));
