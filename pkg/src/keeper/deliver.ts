import { type Decide, Decision, decisions, random } from "./decide.js";
import type { KeeperEnv } from "./env.js";
import type { NoticeBatch, QueuedNotice } from "./notice.js";
import { keyOf, sign } from "./signature.js";

/** How long the merchant's server may take to answer, in milliseconds. */
const TIMEOUT = 15_000;

/** Delivers a batch of the Queue's to the merchant. What is not taken with a 2xx comes again. */
export async function deliver(batch: NoticeBatch, env: KeeperEnv): Promise<void> {
  const decide = await decisions();
  const key = env.HOLD_NOTICES_SECRET ? await keyOf(decide, env.HOLD_NOTICES_SECRET) : undefined;
  const url = env.HOLD_NOTICES_URL;
  if (!key || !url) {
    const what = key ? "HOLD_NOTICES_URL" : "HOLD_NOTICES_SECRET (whsec_ and at least 16 bytes in base64)";
    console.error(`flex-checkout/keeper: no notice can be delivered without ${what}.`);
  }
  await Promise.all(
    batch.messages.map(async (message) => {
      const taken = key && url && (await post(url, key, message.body as QueuedNotice));
      if (taken) {
        message.ack();
      } else {
        message.retry({ delaySeconds: delay(decide, message.attempts) });
      }
    }),
  );
}

async function post(url: string, key: CryptoKey, notice: QueuedNotice): Promise<boolean> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT);
  try {
    const body = JSON.stringify(notice.body);
    // Of this delivery: a receiver takes no old ones.
    const timestamp = Math.floor(Date.now() / 1000);
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": notice.id,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": await sign(key, notice.id, timestamp, body),
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

function delay(decide: Decide, attempts: number): number {
  const { wait } = decide<{ wait: number }>(Decision.keeperDelay, `${attempts}\n${random()}`);
  return Math.ceil(wait / 1000);
}
