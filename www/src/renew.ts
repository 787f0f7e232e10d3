// Renewing a hold from a page: the part to copy. No API key is here, the gateway adds it.
import { FlexClient, FlexError, type FlexEvent, type FlexResponse } from "flex-checkout";
import { forget, type Intent, refused, remember, unsure } from "./intent.js";
import type { Shop } from "./shop.js";

/** Where the gateway is: a path on this host, or an address. */
export const gateway =
  document.querySelector<HTMLMetaElement>('meta[name="flex-gateway"]')?.content || "/flex";

let listener: ((event: FlexEvent) => void) | undefined;

const flex = new FlexClient({ baseURL: gateway, onEvent: (event) => listener?.(event) });

/** Places a new hold, once. The session that comes back has new payment intents. */
export async function renew(
  shop: Shop,
  intent: Intent,
  options: { signal: AbortSignal; timeout?: number | undefined; onEvent: (event: FlexEvent) => void },
): Promise<FlexResponse> {
  const { session, once, idempotencyKey } = intent;
  remember(intent);
  listener = options.onEvent;
  try {
    const { signal, timeout } = options;
    const headers = { "flex-session-token": await shop.token(session, once) };
    const call = { signal, timeout, headers, idempotencyKey, expand: EXPAND };
    const answer = await flex.reauth(session, call).withResponse();
    forget();
    return answer;
  } catch (error) {
    // Of an outcome that is not known the key is kept: the same call again places no second hold.
    if (!FlexError.is(error)) forgetUnlessUnsure(intent);
    else if (error.outcome === "unknown") unsure(intent);
    else if (error.outcome === "rejected") refused(intent);
    else if (error.outcome === "applied") forget();
    else forgetUnlessUnsure(intent);
    throw error;
  } finally {
    listener = undefined;
  }
}

/** Nothing was sent, which says nothing of an earlier call with the key. */
const forgetUnlessUnsure = ({ isUnsure }: Intent): void => (isUnsure ? undefined : forget());

/** Reads a session. Nothing is placed. */
export async function look(shop: Shop, session: string, signal?: AbortSignal): Promise<FlexResponse> {
  const headers = { "flex-session-token": await shop.token(session) };
  return flex.retrieve(session, { headers, signal, expand: EXPAND }).withResponse();
}

/** Where money may be held, in full: the page shows amounts and times. */
const EXPAND = ["payment_intent", "invoice"];
