// The Worker with all that its keeper needs, and a merchant's server beside it.

import { NOTICE_SECRET, startMerchant, WEBHOOK_SECRET } from "../keeper/scene.mjs";
import { startMadeWorker } from "../support/worker.mjs";
import { bindings } from "../worker/bindings.mjs";

export const ADMIN_SECRET = "the-admins-own-that-nobody-may-read-of";

const secrets = (flex) => ({
  ...bindings(flex),
  FLEX_ADMIN_SECRET: ADMIN_SECRET,
  FLEX_WEBHOOK_SECRET: WEBHOOK_SECRET,
  HOLD_NOTICES_SECRET: NOTICE_SECRET,
});

/** A Worker for one case. `ask` sends a request with the admin secret, and gives its status, headers and body. */
export async function scene({ made, flex }, env, action) {
  const merchant = await startMerchant();
  const worker = await startMadeWorker(made, { ...secrets(flex), HOLD_NOTICES_URL: merchant.url, ...env });
  const ask = async (method, path, { body, headers } = {}) => {
    const response = await fetch(worker.origin + path, {
      method,
      headers: { authorization: `Bearer ${ADMIN_SECRET}`, ...headers },
      ...(body !== undefined && { body, duplex: "half" }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      ...(text && { body: JSON.parse(text) }),
    };
  };
  try {
    await action({ worker, merchant, ask });
  } finally {
    await worker.stop();
    merchant.stop();
  }
}

/** Waits for something to be so. */
export async function until(what, condition) {
  for (const end = Date.now() + 20_000; ; await new Promise((resume) => setTimeout(resume, 20))) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what} has not come`);
  }
}
