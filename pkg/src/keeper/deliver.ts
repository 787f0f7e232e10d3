import { refuse } from "../error.js";
import { type QueuedNotice, retryDelay } from "../generated/keeper.js";
import { load } from "../wasm/core.js";
import { importSecret, signedHeaders } from "../webhooks/signature.js";
import type { KeeperEnv } from "./env.js";
import { log, random } from "./platform.js";

/** The parts of Cloudflare's `MessageBatch` that {@link Keeper.deliver} uses. */
export interface NoticeBatch {
  /** The messages. */
  readonly messages: readonly {
    /** The message, as put into the Queue. */
    readonly body: unknown;
    /** Number of this delivery, from 1. */
    readonly attempts: number;
    /** Removes the message from the Queue. */
    ack(): void;
    /** Schedules another delivery. */
    retry(options?: { delaySeconds?: number }): void;
  }[];
}

/** Time for the merchant's server to respond, in milliseconds. */
const TIMEOUT = 15_000;

/** Delivers a batch of the Queue to the merchant's server. The Queue retries a notice without a 2xx response. */
export async function deliver(batch: NoticeBatch, env: KeeperEnv): Promise<void> {
  if (!Array.isArray(batch?.messages)) {
    throw refuse("batch must be the MessageBatch that the Queue's consumer receives");
  }
  await load();
  const { HOLD_NOTICES_URL: url, HOLD_NOTICES_SECRET: secret } = env;
  const key = await importSecret(secret).catch(() => undefined);
  if (!key || !url) {
    const missing = key ? "HOLD_NOTICES_URL" : "HOLD_NOTICES_SECRET (whsec_ and at least 16 bytes in base64)";
    log(`notices cannot be delivered: set ${missing}.`);
  }
  await Promise.all(
    (batch as NoticeBatch).messages.map(async (message) => {
      const notice = message.body as QueuedNotice;
      const failure = key && url ? await post(url, key, notice) : "";
      if (failure === undefined) {
        message.ack();
        return;
      }
      const delaySeconds = Math.ceil(retryDelay(message.attempts, random()) / 1000);
      if (failure) {
        log(
          `notice ${notice?.id}: delivery ${message.attempts} failed: ${failure}. The Queue retries it in ${delaySeconds} s.`,
        );
      }
      message.retry({ delaySeconds });
    }),
  );
}

/** Sends a notice. Resolves with the reason if it was not accepted, and otherwise with undefined. */
async function post(url: string, key: CryptoKey, notice: QueuedNotice): Promise<string | undefined> {
  if (typeof notice?.id !== "string" || !notice.body) {
    return "the message is not a notice of the keeper";
  }
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT);
  try {
    const body = JSON.stringify(notice.body);
    const response = await fetch(url, {
      method: "POST",
      // Signed anew in each delivery, because a receiver refuses old timestamps.
      headers: await signedHeaders("webhook", key, notice.id, body),
      body,
      redirect: "manual",
      signal: abort.signal,
    });
    await response.body?.cancel();
    if (response.ok) {
      return undefined;
    }
    const { status } = response;
    const isRedirect = status >= 300 && status < 400;
    return `status ${status}${isRedirect ? "; redirects are not followed, so set HOLD_NOTICES_URL to the final URL" : ""}`;
  } catch (error) {
    return abort.signal.aborted
      ? `no response within ${TIMEOUT / 1000} s`
      : // Some platforms quote the URL, whose query may contain a token.
        String(error).replaceAll(url, "HOLD_NOTICES_URL");
  } finally {
    clearTimeout(timer);
  }
}
