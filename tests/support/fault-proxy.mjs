// A proxy on loopback between a page and a server, which injects network faults.
//
// A fault is `{ name, method?, times = 1, ms? }`. It applies to requests whose path names the session that it is
// planned for.
//
// reset            breaks the connection without forwarding
// swallow          neither forwards nor responds
// page             responds with a proxy's 502 page without forwarding
// lose             forwards; breaks the connection before the response
// cut              forwards; breaks the connection after half of the body
// cut_chunked      likewise, for a response without a length
// truncate         forwards; responds with half of the body and a length to match
// late             forwards; responds after `ms`
// hang             forwards; never responds
// hide             forwards; responds with a proxy's page
// twice            forwards twice at once; responds with the first response
// again            forwards, and once more when the response is there

import { Agent, createServer, request as send } from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

const PAGE = "<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>";

export async function startFaultProxy() {
  const agent = new Agent({ keepAlive: true });
  const plans = new Map();
  let target;
  const server = createServer((request, response) => {
    const fault = take(plans.get(sessionOf(request.url)), request.method);
    let body;
    const forward = async () => {
      body ??= buffer(request);
      return passOn(agent, target, request, await body, response);
    };
    // Errors are planned faults, or the page has disconnected.
    (FAULTS[fault?.name] ?? plain)({ request, response, forward, ms: fault?.ms }).catch(() =>
      response.destroy(),
    );
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /** Sets the origin to forward to. */
    to: (origin) => {
      target = new URL(origin);
    },
    /** Plans faults for requests that name this session. Replaces the earlier plan. */
    plan(session, faults) {
      for (const { name } of faults) if (!(name in FAULTS)) throw new Error(`there is no fault ${name}`);
      plans.set(
        session,
        faults.map((fault) => ({ times: 1, ...fault })),
      );
    },
    /** Returns how many planned faults of this session are left. */
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

/** Takes the fault that applies to a request, if any. */
function take(faults = [], method) {
  const fault = faults.find((fault) => fault.times > 0 && (fault.method ?? method) === method);
  // Preflights meet no faults.
  if (!fault || method === "OPTIONS") return undefined;
  fault.times -= 1;
  return fault;
}

const sessionOf = (path) => /\/sessions\/([^/?]+)/.exec(path)?.[1];

/** Forwards a request unchanged, with its host. Resolves with the whole response. */
function passOn(agent, target, { method, url, headers }, body, response) {
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
    passed.end(body);
    // A client that disconnects also disconnects from the target.
    response.once("close", () => passed.destroy());
  });
}

/** Returns a response's headers without the hop-by-hop ones. */
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
