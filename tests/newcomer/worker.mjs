// A Worker by Cloudflare's own template, with the README's block for Workers in it.

import { freePort } from "../support/ports.mjs";
import { isRenewed } from "./newcomer.mjs";

const TEMPLATE = "cloudflare@2.74.0";

export async function worker(newcomer) {
  const answers = "--type hello-world --lang ts --no-deploy --no-git --no-agents";
  await newcomer.run(`npm create --yes ${TEMPLATE} edge -- ${answers}`);
  newcomer.enter("edge");
  await newcomer.run(`npm install --no-audit --no-fund ${newcomer.tarball}`);
  await newcomer.paste("worker", "src/index.ts", [
    ["apiKey: env.FLEX_API_KEY", `apiKey: env.FLEX_API_KEY, baseURL: "${newcomer.flex}"`],
  ]);
  await newcomer.write(".dev.vars", `FLEX_API_KEY=${newcomer.key}\n`);
  await newcomer.run("npx tsc --noEmit");
  const ports = `--port=${await freePort()} --inspector-port=${await freePort()}`;
  const origin = await newcomer.serve(`npx wrangler dev --local ${ports}`);

  const session = await newcomer.session();
  const intent = await newcomer.step("POST the session's id", async () => {
    const response = await fetch(origin, {
      method: "POST",
      body: JSON.stringify({ sessionId: session.id }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the Worker answered ${response.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  });
  await isRenewed(session, intent.payment_intent_id);
  const { payment_intent_id, status, amount_capturable } = intent;
  console.log(`           ${JSON.stringify({ payment_intent_id, status, amount_capturable })}`);
}
