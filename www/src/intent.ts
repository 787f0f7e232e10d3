// Which reauth is meant. A hold is renewed once, however often a button is clicked, a page is loaded, a tab is opened:
// the hold that is to be renewed says which reauth it is.

/** One intended reauth. */
export interface Intent {
  session: string;
  /** The hold that it renews, and how often that was refused: what the merchant's server makes a token for. */
  once: string;
  idempotencyKey: string;
  /** Whether a call with the key has ended without anyone knowing if the hold was placed. */
  isUnsure?: boolean;
}

const PENDING = "flex-checkout/pending";
const REFUSED = "flex-checkout/refused";

/**
 * The reauth that renews these payment intents: the one that is pending, or a new one. While a call is under way, in
 * another tab perhaps, its hold may be shown already, and whoever clicks then has not asked for one more.
 */
export function intend(session: string, payment_intents: readonly string[]): Intent {
  const renewed = payment_intents.join("+") || "none";
  const once = `${renewed}#${read<Record<string, number>>(REFUSED)?.[renewed] ?? 0}`;
  const pending = unfinished();
  return pending?.session === session && (pending.once === once || !pending.isUnsure)
    ? pending
    : { session, once, idempotencyKey: crypto.randomUUID() };
}

/** Keeps what is meant before it is sent: a page may be left at any time. */
export const remember = (intent: Intent): void => write(PENDING, intent);

/** The reauth of which no end is known. */
export const unfinished = (): Intent | null => read<Intent>(PENDING);

/** Its end is known. */
export const forget = (): void => write(PENDING, null);

/** It ended, and nobody knows how: a repetition needs the same key, and so does one after a refusal of that. */
export const unsure = (intent: Intent): void => remember({ ...intent, isUnsure: true });

/** It was refused, and no hold was placed: the next one is another one. */
export function refused(intent: Intent): void {
  if (intent.isUnsure) return;
  const { once } = intent;
  const [renewed = "", count] = once.split("#");
  write(REFUSED, { ...read<Record<string, number>>(REFUSED), [renewed]: Number(count) + 1 });
  forget();
}

/** Calls back when another tab's reauth has begun or ended. */
export function onOtherTab(changed: () => void): void {
  addEventListener("storage", ({ key }) => {
    if (key === PENDING) changed();
  });
}

// A browser may refuse to store anything. Then the token alone makes a repetition the same reauth.
function read<Value>(key: string): Value | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {}
}
