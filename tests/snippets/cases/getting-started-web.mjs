// docs/getting-started-web.md: its project, as a reader would have it, in Chromium.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { build, createServer } from "vite";
import { API_KEY } from "../../support/sandbox.mjs";
import { until } from "../../support/until.mjs";
import { chromium, withSite } from "../page.mjs";
import { withTheWorker } from "./worker.mjs";

export const page = "docs/getting-started-web.md";

/** The project's folder, with what the page says stands in it. */
function project(world, config = "vite") {
  const folder = mkdtempSync(join(world.consumer.folder, "shop-"));
  mkdirSync(join(folder, "src"));
  const text = (name) => readFileSync(world.file(name), "utf8");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  writeFileSync(join(folder, "vite.config.ts"), text(config));
  for (const name of ["renew", "main"]) writeFileSync(join(folder, "src", `${name}.ts`), text(name));
  world.write("html", "page", join(folder, "index.html"));
  const env = world.text("ini", "env").replace("http://127.0.0.1:4010", world.flex);
  assert.ok(env.includes(API_KEY) && env.includes(world.flex));
  writeFileSync(join(folder, ".env.local"), env);
  return folder;
}

/** Opens the project's page on Vite's own server. */
async function onVite(world, session, action, root = project(world)) {
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

const said = (page, pattern) => until(async () => pattern.test(await page.text("#result")), `${pattern}`);

export const cases = {
  async renews_a_hold_in_the_page_on_vites_own_server(world) {
    const session = await world.session();
    await onVite(world, session, async (page) => {
      await page.click("#renew");
      await said(page, /^Renewed: fpi_\w+$/);
      await world.holds(session, 1, [(await page.text("#result")).slice("Renewed: ".length)]);
    });
  },
  async cancels_and_then_tries_again_without_a_second_hold(world) {
    const faults = [{ name: "delay", delay_ms: 2000, method: "POST", applied: true }];
    const session = await world.session("hold_expiring", { faults });
    await onVite(world, session, async (page) => {
      await page.click("#renew");
      await until(async () => (await session.requests()).length === 1, "the request");
      await page.click("#cancel");
      await said(page, /^It may be renewed/);
      await page.click("#renew");
      await said(page, /^Renewed: /);
      await world.holds(session, 1);
    });
  },
  async passes_the_path_on_to_the_worker_of_the_repository(world) {
    await withTheWorker(world, async (worker, tokenFor) => {
      const root = project(world, "proxy");
      const config = join(root, "vite.config.ts");
      const moved = readFileSync(config, "utf8").replace("http://127.0.0.1:8787", worker.origin);
      assert.ok(moved.includes(worker.origin));
      writeFileSync(config, moved);
      const session = await world.session();
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
      await onVite(world, session, async (page) => assert.equal(await call(page), 200), root);
      await world.holds(session, 1);
    });
  },
  async renews_a_hold_in_the_built_page_under_the_policy(world) {
    const root = project(world);
    await build({ root, logLevel: "silent" });
    const [name, policy] = world.text("http", "policy").trim().split(": ");
    const files = (path) => {
      const file = path === "/" ? "/index.html" : path;
      const type = { ".js": "text/javascript", ".html": "text/html", ".css": "text/css" }[extname(file)];
      return [type, readFileSync(join(root, "dist", file))];
    };
    const { createGateway, mintSessionToken, signedSession } = await world.package("gateway.mjs");
    const secret = "of-this-test-alone-and-of-no-other-one";
    const serve = createGateway({
      apiKey: world.key,
      baseURL: world.flex,
      authorize: signedSession({ secret }),
    });
    const gateway = async (request) => {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname !== "/token") return serve(request);
      return new Response(await mintSessionToken({ secret, sessionId: searchParams.get("session") }));
    };
    const session = await world.session();
    for (const [value, pattern, holds] of [
      [policy.replace(" 'wasm-unsafe-eval'", ""), /^It was not renewed/, 0],
      [policy, /^Renewed: /, 1],
    ])
      await withSite({ gateway, headers: { [name]: value }, files }, async (open) => {
        const page = await open(`/?session=${session.id}`);
        await page.click("#renew");
        await said(page, pattern);
        await world.holds(session, holds);
      });
  },
  async makes_a_client_on_a_server_that_calls_there_too(world) {
    const session = await world.session();
    const { flex } = await world.module("server");
    world.route("https://shop.example/flex", world.flex, { authorization: `Bearer ${world.key}` });
    const { checkout_session_id } = await flex.retrieve(session.id);
    assert.equal(checkout_session_id, session.id);
  },
};
