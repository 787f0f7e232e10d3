import { isWebhookSecret, type QueuedNotice, retryDelay, signWebhook } from "../generated/keeper.js";
import { load } from "../wasm/core.js";
import type { KeeperEnv } from "./env.js";
import type { NoticeBatch } from "./notice.js";
import { random } from "./random.js";

/** The time that the merchant's server has for a response, in milliseconds. */
const TIMEOUT = 15_000;

/** Delivers a batch of the Queue to the merchant. A notice without a 2xx response comes again. */
export async function deliver(batch: NoticeBatch, env: KeeperEnv): Promise<void> {
  await load();
  const { HOLD_NOTICES_URL: url, HOLD_NOTICES_SECRET: secret = "" } = env;
  const isSigned = isWebhookSecret(secret);
  if (!isSigned || !url) {
    const missing = isSigned
      ? "HOLD_NOTICES_URL"
      : "HOLD_NOTICES_SECRET (whsec_ and at least 16 bytes in base64)";
    console.error(`flex-checkout/keeper: no notice can be delivered without ${missing}.`);
  }
  await Promise.all(
    batch.messages.map(async (message) => {
      if (isSigned && url && (await post(url, secret, message.body as QueuedNotice))) {
        message.ack();
      } else {
        message.retry({ delaySeconds: Math.ceil(retryDelay(message.attempts, random()) / 1000) });
      }
    }),
  );
}

async function post(url: string, secret: string, notice: QueuedNotice): Promise<boolean> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT);
  try {
    const body = JSON.stringify(notice.body);
    // Of this delivery: a receiver refuses old ones.
    const timestamp = String(Math.floor(Date.now() / 1000));
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": notice.id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signWebhook(secret, notice.id, timestamp, body) ?? "",
      },
      body,
      redirect: "manual",
      signal: abort.signal,
    });
    await response.body?.cancel();
    return response.ok;
  } catch (error) {
    console.error("flex-checkout/keeper:", error);
    return false;
  } finally {
    clearTimeout(timer);
  }
}
