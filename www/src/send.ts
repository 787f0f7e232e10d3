// Renews, captures or cancels a hold from a page: the part to copy. The gateway adds the API key.
import {
  FlexClient,
  type FlexClientOptions,
  FlexError,
  type FlexEvent,
  type FlexResponse,
} from "flex-checkout";
import { forget, type Intent, refused, remember, unsure } from "./intent.js";
import type { Shop } from "./shop.js";

/** The gateway's address: a path on this host, or a URL. */
export const gateway =
  document.querySelector<HTMLMetaElement>('meta[name="flex-gateway"]')?.content || "/flex";

let listener: ((event: FlexEvent) => void) | undefined;

const onEvent = (event: FlexEvent): void => listener?.(event);

let flex = new FlexClient({ baseURL: gateway, onEvent });

/** Replaces the gateway in the static build, which has none: its client calls a sandbox. */
export const callInstead = (options: FlexClientOptions): void => {
  flex = new FlexClient({ ...options, onEvent });
};

/** Sends an intended call. It takes effect once, however often it is sent. */
export async function send(
  shop: Shop,
  intent: Intent,
  options: { signal: AbortSignal; timeout?: number | undefined; onEvent: (event: FlexEvent) => void },
): Promise<FlexResponse> {
  const { session, action, params, idempotencyKey } = intent;
  remember(intent);
  listener = options.onEvent;
  try {
    const { signal, timeout } = options;
    const headers = await shop.headers(session, intent);
    const call = { signal, timeout, headers, idempotencyKey, expand: EXPAND };
    const sent = action === "capture" ? flex.capture(session, params, call) : flex[action](session, call);
    const answer = await sent.withResponse();
    forget();
    return answer;
  } catch (error) {
    // The key of an unknown outcome is kept: the same call again takes no second effect.
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

/** Nothing was sent, so an earlier call with the key keeps its outcome. */
const forgetUnlessUnsure = ({ isUnsure }: Intent): void => (isUnsure ? undefined : forget());

/** Reads a session, which changes nothing. */
export async function look(shop: Shop, session: string, signal?: AbortSignal): Promise<FlexResponse> {
  const headers = await shop.headers(session);
  return flex.retrieve(session, { headers, signal, expand: EXPAND }).withResponse();
}

/** The objects with payment intents, expanded: the page shows amounts and times. */
const EXPAND = ["payment_intent", "invoice"];
