// Identifies an intended call. It takes effect once, however often a button is clicked, a page is loaded, or a tab is
// opened: the shown session identifies what was intended.
import type { CaptureParams, FlexResponse } from "flex-checkout";

/** The calls with an effect. */
export type Action = "reauth" | "capture" | "cancel";

/** One intended call. */
export interface Intent {
  session: string;
  action: Action;
  /** The parameters of a capture; without any, it takes the whole hold. */
  params?: CaptureParams | undefined;
  /** Identifies the session as shown, and how often the call was rejected: the merchant's server mints a token for it. */
  once: string;
  idempotencyKey: string;
  /** Set if a call with the key has ended with an unknown outcome. */
  isUnsure?: boolean;
}

const PENDING = "flex-checkout/pending";
const REFUSED = "flex-checkout/refused";

/**
 * Returns the call on a session as shown: the pending one, or a new one. During a call, perhaps in another tab, its
 * effect may be shown already; a click then does not ask for another one.
 */
export function intend(session: string, shown: FlexResponse | null, action: Action): Omit<Intent, "params"> {
  const holds = shown?.holds.map((hold) => hold.payment_intent_id).join("+") || "none";
  // A hold is renewed and canceled once, and captured once after each number of captures.
  const subject = {
    reauth: holds,
    capture: `capture.${shown?.data.captures.length ?? 0}.${holds}`,
    cancel: `cancel.${holds}`,
  }[action];
  const once = `${subject}#${read<Record<string, number>>(REFUSED)?.[subject] ?? 0}`;
  const pending = unfinished();
  const isPending = pending?.session === session && pending.action === action;
  if (isPending && (pending.once === once || !pending.isUnsure)) return pending;
  // A token with the same `once` renews one hold, whatever the key. A capture or a cancel depends on the key.
  const idempotencyKey = action === "reauth" ? crypto.randomUUID() : once;
  return { session, action, once, idempotencyKey };
}

/** Stores an intent before it is sent: a page may be left at any time. */
export const remember = (intent: Intent): void => write(PENDING, intent);

/** Returns the call with an unknown outcome, if any. */
export const unfinished = (): Intent | null => read<Intent>(PENDING);

/** Removes the stored call, whose outcome is known. */
export const forget = (): void => write(PENDING, null);

/** Stores an unknown outcome: a repetition needs the same key, also after a rejected repetition. */
export const unsure = (intent: Intent): void => remember({ ...intent, isUnsure: true });

/** Records a rejection without an effect: the next call is a new one. */
export function refused(intent: Intent): void {
  if (intent.isUnsure) return;
  const { once } = intent;
  const [subject = "", count] = once.split("#");
  write(REFUSED, { ...read<Record<string, number>>(REFUSED), [subject]: Number(count) + 1 });
  forget();
}

/** Calls back when another tab's call has begun or ended. */
export function onOtherTab(changed: () => void): void {
  addEventListener("storage", ({ key }) => {
    if (key === PENDING) changed();
  });
}

/** Replaces the browser's storage in the static build, whose sandbox and calls end with the page. */
const memory = new Map<string, string>();

// A browser may refuse to store anything. Then the token or the key alone makes a repetition the same call.
function read<Value>(key: string): Value | null {
  if (IN_PAGE) return JSON.parse(memory.get(key) ?? "null");
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  if (IN_PAGE) return void memory.set(key, JSON.stringify(value));
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {}
}
