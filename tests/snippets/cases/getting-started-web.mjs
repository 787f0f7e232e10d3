// docs/getting-started-web.md: its project in Chromium.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { build, createServer } from "vite";
import { untilReady } from "../../support/browsers/ready.mjs";
import { freePort } from "../../support/ports.mjs";
import { API_KEY } from "../../support/sandbox.mjs";
import { until } from "../../support/until.mjs";
import { ROOT } from "../markdown.mjs";
import { chromium, withScript, withSite } from "../page.mjs";
import { withTheWorker } from "./worker.mjs";

export const page = "docs/getting-started-web.md";

/** Creates the project's folder with the files that the page shows. */
function project(env, config = "vite", flex = env.flex) {
  const folder = mkdtempSync(join(env.consumer.folder, "shop-"));
  mkdirSync(join(folder, "src"));
  const read = (name) => readFileSync(env.file(name), "utf8");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  writeFileSync(join(folder, "vite.config.ts"), read(config));
  for (const name of ["renew", "main"]) writeFileSync(join(folder, "src", `${name}.ts`), read(name));
  env.write("html", "page", join(folder, "index.html"));
  const dotenv = env.text("ini", "env").replace("http://127.0.0.1:4010", flex);
  assert.ok(dotenv.includes(API_KEY) && dotenv.includes(flex));
  writeFileSync(join(folder, ".env.local"), dotenv);
  return folder;
}

/** Opens the project's page on Vite's own server. */
async function onVite(env, session, action, root = project(env)) {
  const server = await createServer({ root, logLevel: "silent", server: { port: 0, host: "127.0.0.1" } });
  await server.listen();
  const { port } = server.httpServer.address();
  const page = await (await chromium()).open(`http://127.0.0.1:${port}/?session=${session.id}`);
  try {
    await action(page);
  } finally {
    await page.close();
    await server.close();
  }
}

/** A page with a button that uses the hook of TanStack Query, and with the sandbox. */
const queryPage = (env) => `
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { FlexClient } from "flex-checkout";
import { createSandbox } from "flex-checkout/testing";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { useRenewal } from ${JSON.stringify(env.file("tanstack"))};

const flex = createSandbox();
const id = flex.sessions.create();
// Only TanStack Query retries.
const options = { maxRetries: 0, dangerouslyAllowBrowser: true };
const client = new FlexClient({ apiKey: flex.apiKey, fetch: flex.fetch, ...options });
const queries = new QueryClient({ defaultOptions: { mutations: { retryDelay: 10 } } });

function Button() {
  const { renew, status, isPaused } = useRenewal(client, id);
  return createElement("button", { onClick: renew }, isPaused ? "paused" : status);
}

createRoot(document.body).render(createElement(QueryClientProvider, { client: queries }, createElement(Button)));

globalThis.lose = (times) => flex.faults.next({ name: "lost_response", times });
globalThis.effects = () => {
  const { holds_placed, idempotency_keys, requests } = flex.sessions.retrieve(id);
  return { holds: holds_placed, keys: idempotency_keys.length, posts: requests.POST ?? 0 };
};
`;

/** Opens that page. `expect` waits for the button's text, and checks the effects in the sandbox. */
async function withQueryPage(env, action) {
  await withScript(queryPage(env), { folder: env.consumer.folder }, async (page) => {
    const expect = async (text, effects) => {
      await until(async () => (await page.text("button")) === text, text);
      assert.deepEqual(await page.call("effects"), effects);
    };
    await untilReady(page, "effects");
    await until(async () => page.evaluate(() => document.querySelector("button") !== null), "the button");
    await action(page, expect);
    assert.deepEqual([...page.early, ...page.logged], []);
  });
}

const shows = (page, pattern) => until(async () => pattern.test(await page.text("#result")), `${pattern}`);

export const cases = {
  async renews_a_hold_in_the_page_on_vites_own_server(env) {
    const session = await env.session();
    await onVite(env, session, async (page) => {
      await page.click("#renew");
      await shows(page, /^Renewed: fpi_\w+$/);
      await env.holds(session, 1, [(await page.text("#result")).slice("Renewed: ".length)]);
    });
  },
  /** Its session is in the page's text. */
  async renews_a_hold_of_the_packages_local_flex(env) {
    const [id] = /fcs_01SANDB0X\w+/.exec(readFileSync(join(ROOT, page), "utf8"));
    const port = await freePort();
    const bin = join(env.consumer.installed, "bin/flex-checkout.mjs");
    const child = spawn(process.execPath, [bin, "sandbox", "--port", String(port)]);
    try {
      const [line] = await once(child.stdout, "data");
      const flex = /http:\S+/.exec(line)[0];
      await onVite(
        env,
        { id },
        async (page) => {
          await page.click("#renew");
          await shows(page, /^Renewed: fpi_\w+$/);
        },
        project(env, "vite", flex),
      );
    } finally {
      child.kill("SIGKILL");
    }
  },
  async cancels_and_retries_without_a_second_hold(env) {
    const faults = [{ name: "delay", delay_ms: 2000, method: "POST", applied: true }];
    const session = await env.session("hold_expiring", { faults });
    await onVite(env, session, async (page) => {
      await page.click("#renew");
      await until(async () => (await session.requests()).length === 1, "the request");
      await page.click("#cancel");
      await shows(page, /^It may be renewed/);
      await page.click("#renew");
      await shows(page, /^Renewed: /);
      await env.holds(session, 1);
    });
  },
  async proxies_the_path_to_the_repositorys_worker(env) {
    await withTheWorker(env, async (worker, tokenFor) => {
      const root = project(env, "proxy");
      const config = join(root, "vite.config.ts");
      const moved = readFileSync(config, "utf8").replace("http://127.0.0.1:8787", worker.origin);
      assert.ok(moved.includes(worker.origin));
      writeFileSync(config, moved);
      const session = await env.session();
      const token = await tokenFor(session.id);
      const call = async (page) =>
        page.evaluate(
          async ([id, token]) => {
            const headers = { "flex-session-token": token, "idempotency-key": "1" };
            const path = `/flex/v1/checkout/sessions/${id}/reauth`;
            return (await fetch(path, { method: "POST", headers })).status;
          },
          [session.id, token],
        );
      await onVite(env, session, async (page) => assert.equal(await call(page), 200), root);
      await env.holds(session, 1);
    });
  },
  async renews_a_hold_in_the_built_page_under_the_policy(env) {
    const root = project(env);
    await build({ root, logLevel: "silent" });
    const [name, policy] = env.text("http", "policy").trim().split(": ");
    const files = (path) => {
      const file = path === "/" ? "/index.html" : path;
      const type = { ".js": "text/javascript", ".html": "text/html", ".css": "text/css" }[extname(file)];
      return [type, readFileSync(join(root, "dist", file))];
    };
    const { createGateway, mintSessionToken, signedSession } = await env.package("gateway.mjs");
    const secret = "of-this-test-alone-and-of-no-other-one";
    const serve = createGateway({
      apiKey: env.key,
      baseURL: env.flex,
      authorize: signedSession({ secret }),
    });
    const gateway = async (request) => {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname !== "/token") return serve(request);
      return new Response(await mintSessionToken({ secret, sessionId: searchParams.get("session") }));
    };
    const session = await env.session();
    for (const [value, pattern, holds] of [
      [policy.replace(" 'wasm-unsafe-eval'", ""), /^It was not renewed/, 0],
      [policy, /^Renewed: /, 1],
    ])
      await withSite({ gateway, headers: { [name]: value }, files }, async (open) => {
        const page = await open(`/?session=${session.id}`);
        await page.click("#renew");
        await shows(page, pattern);
        await env.holds(session, holds);
      });
  },
  async retries_by_tanstack_query_with_the_key_of_the_click(env) {
    await withQueryPage(env, async (page, expect) => {
      await page.call("lose", 3);
      await page.click("button");
      await expect("success", { holds: 1, keys: 1, posts: 4 });
      // The next click is another renewal.
      await page.click("button");
      await until(async () => (await page.call("effects")).posts === 5, "the next renewal");
      await expect("success", { holds: 2, keys: 2, posts: 5 });
    });
  },
  async resumes_a_paused_mutation_of_tanstack_query_with_the_same_key(env) {
    await withQueryPage(env, async (page, expect) => {
      await page.call("lose", 1);
      await page.offline(true);
      await page.click("button");
      await expect("paused", { holds: 0, keys: 0, posts: 0 });
      await page.offline(false);
      await expect("success", { holds: 1, keys: 1, posts: 2 });
    });
  },
  async places_one_hold_for_clicks_after_a_failure_and_for_a_double_click(env) {
    await withQueryPage(env, async (page, expect) => {
      await page.call("lose", 4);
      await page.click("button");
      await expect("error", { holds: 1, keys: 1, posts: 4 });
      await page.evaluate(() => {
        const button = document.querySelector("button");
        button.click();
        button.click();
      });
      await expect("success", { holds: 1, keys: 1, posts: 6 });
    });
  },
  async creates_a_client_on_a_server(env) {
    const session = await env.session();
    const { flex } = await env.module("server");
    env.route("https://shop.example/flex", env.flex, { authorization: `Bearer ${env.key}` });
    const { checkout_session_id } = await flex.retrieve(session.id);
    assert.equal(checkout_session_id, session.id);
  },
};
