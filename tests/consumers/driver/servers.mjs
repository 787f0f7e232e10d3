// Projects that a tool serves: the server starts once, and all environments of the project call it.

import { freePort } from "../../support/ports.mjs";
import { API_KEY } from "../../support/sandbox.mjs";
import { withPage } from "./browsers.mjs";
import { server } from "./tools.mjs";

/** Starts a server for each runtime. `commands` maps a runtime to the tool and its arguments for a port. */
export async function startServers({ folder, baseURL }, commands) {
  const env = { FLEX_API_KEY: API_KEY, FLEX_BASE_URL: baseURL };
  const start = async ([runtime, command]) => {
    const port = await freePort();
    const [name, args, more] = command(port);
    return [runtime, await server(name, args, { cwd: folder, env: { ...env, ...more } })];
  };
  const started = await Promise.allSettled(Object.entries(commands).map(start));
  const running = started.filter(({ value }) => value).map(({ value }) => value);
  const stop = () => {
    for (const [, { stop }] of running) stop();
  };
  const failure = started.find(({ status }) => status === "rejected");
  if (failure) {
    stop();
    throw failure.reason;
  }
  return { origins: Object.fromEntries(running.map(([runtime, { origin }]) => [runtime, origin])), stop };
}

/** An environment that renews in each runtime, by `renew(origin, options)`. */
export const onServers = (name, runtimes, renew) => ({
  name,
  runtimes,
  async run(scene) {
    for (const runtime of runtimes)
      await scene.renews(runtime, (options) => renew(scene.origins[runtime], options));
  },
});

/** Renews in a page of Chromium. */
export const byPage = (origin, options) =>
  withPage("Chromium", origin, "renew", (page) => page.call("renew", options));

/** Renews in a route of the server. */
export const byRoute = (path) => (origin, options) => post(`${origin}${path}`, options);

async function post(url, body) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 1000)}`);
  return JSON.parse(text);
}

/**
 * An environment whose server renders the payment intents of a session in `/orders/{id}`. A page that was rendered
 * before a renewal must not be served after it.
 */
export const renderedFresh = (name, runtimes) =>
  onServers(name, runtimes, async (origin, { sessionId, baseURL, apiKey }) => {
    const url = `${origin}/orders/${sessionId}`;
    const before = await intentsAt(url);
    const headers = { authorization: `Bearer ${apiKey}`, "idempotency-key": sessionId };
    await fetch(`${baseURL}/v1/checkout/sessions/${sessionId}/reauth`, { method: "POST", headers });
    const after = await intentsAt(url);
    if (before.join() === after.join()) throw new Error(`${url} still shows ${before} after the renewal`);
    return after;
  });

async function intentsAt(url) {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 1000)}`);
  return [...text.matchAll(/<p>(\w+)<\/p>/g)].map(([, id]) => id);
}
