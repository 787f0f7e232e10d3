// A web app by Vite's own template, with the README's blocks for pages and for gateways in it.

import { withPage } from "../consumers/driver/browsers.mjs";
import { versionOf } from "../consumers/driver/tools.mjs";
import { freePort } from "../support/ports.mjs";
import { until } from "../support/until.mjs";
import { isRenewed } from "./newcomer.mjs";

const TEMPLATE = "vite@9.3.0";

export async function web(newcomer) {
  const session = await newcomer.session();
  await newcomer.run(`npm create --yes ${TEMPLATE} shop -- --template vanilla-ts --no-interactive`);
  newcomer.enter("shop");
  await newcomer.run(`npm install --no-audit --no-fund ${newcomer.tarball}`);

  await newcomer.paste("web", "src/renew.ts");
  await newcomer.write("src/main.ts", page(session.id));

  await newcomer.run(`npm install --no-audit --no-fund --save-dev wrangler@${versionOf("wrangler")}`);
  await newcomer.paste("gateway", "server/gateway.ts", [
    ["apiKey: env.FLEX_API_KEY", `apiKey: env.FLEX_API_KEY, baseURL: "${newcomer.flex}"`],
  ]);
  await newcomer.write("server/index.ts", SERVER);
  await newcomer.write("wrangler.jsonc", DEPLOYMENT);
  await newcomer.write(
    ".dev.vars",
    `FLEX_API_KEY=${newcomer.key}\nFLEX_TOKEN_SECRET=${"any-32-characters-".repeat(2)}\n`,
  );

  const ports = `--port=${await freePort()} --inspector-port=${await freePort()}`;
  const server = await newcomer.serve(`npx wrangler dev --local ${ports}`);
  await newcomer.write("vite.config.ts", vite(server));
  await newcomer.run("npx tsc --noEmit");
  const origin = await newcomer.serve(`npx vite --host=127.0.0.1 --port=${await freePort()}`);

  const said = await newcomer.step("open the page, and see the session", () =>
    withPage("Chromium", origin, "document", (tab) =>
      until(async () => /holds .* on fpi_\w+/.exec(await tab.text("#app"))?.[0], "a session on the page"),
    ),
  );
  console.log(`           ${said}`);
  await isRenewed(session, said.split(" ").at(-1));
}

/** The page: it shows what the typed answer has. */
const page = (sessionId) => `import { renewHold } from "./renew";

const sessionId = "${sessionId}";
const token = await (await fetch(\`/token?session=\${sessionId}\`)).text();
const { data: session, holds } = await renewHold(sessionId, token);
const dollars = (session.amount_total / 100).toFixed(2);
document.querySelector("#app")!.textContent =
  \`\${session.checkout_session_id} holds $\${dollars} on \${holds[0]?.payment_intent_id}\`;
`;

/** The gateway, and a token for whoever asks, as there is no sign-in yet. */
const SERVER = `import gateway, { tokenFor } from "./gateway";

export default {
  async fetch(request: Request, env: Parameters<typeof gateway.fetch>[1], ctx: Parameters<typeof gateway.fetch>[2]) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/token") return new Response(await tokenFor(searchParams.get("session") ?? "", env));
    return gateway.fetch(request, env, ctx);
  },
};
`;

const DEPLOYMENT = `{
  "name": "shop-gateway",
  "main": "server/index.ts",
  "compatibility_date": "2026-07-30"
}
`;

/** Vite gives the Worker what is its own. The gateway answers pages of its own origin, so it is told the page's. */
const vite = (server) => `import { defineConfig } from "vite";

const worker = { target: "${server}", changeOrigin: false };

export default defineConfig({ server: { proxy: { "/flex": worker, "/token": worker } } });
`;
