// The Worker with every binding of its keeper, and a merchant's server.

import { NOTICE_SECRET, startMerchant, WEBHOOK_SECRET } from "../keeper/scene.mjs";
import { bindings, startMadeWorker } from "../support/worker.mjs";

export const ADMIN_SECRET = "an-admin-secret-that-must-not-leak";

const secrets = (flex) => ({
  ...bindings(flex),
  FLEX_ADMIN_SECRET: ADMIN_SECRET,
  FLEX_WEBHOOK_SECRET: WEBHOOK_SECRET,
  HOLD_NOTICES_SECRET: NOTICE_SECRET,
});

/**
 * Starts a Worker for one case. `request` sends a request with the admin secret, and resolves with status,
 * headers and body.
 */
export async function scene({ made, flex }, env, action) {
  const merchant = await startMerchant();
  const worker = await startMadeWorker(made, { ...secrets(flex), HOLD_NOTICES_URL: merchant.url, ...env });
  const request = async (method, path, { body, headers } = {}) => {
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
    await action({ worker, merchant, request });
  } finally {
    await worker.stop();
    merchant.stop();
  }
}
