import { Decision } from "../load/server.js";
import { core } from "../load/wasm.js";

/** What is to be written, and then done: src/keeper/step.rs. */
export interface Step {
  record: KeeperRecord | null;
  do:
    | { type: "nothing" }
    | { type: "retrieve"; expand: string[] }
    | { type: "reauth"; key: string; expand: string[] };
  alarm: number | null;
  notices: { id: string; type: string; body: unknown }[];
  why: string;
  refused?: string;
}

/** What is read here of the record that src/keeper/record.rs writes. */
export interface KeeperRecord {
  sessionId: string;
  sequence: number;
  reauths: number;
  stopped: { reason: string; at: number } | null;
  next: { at: number } | null;
  holds: { payment_intent_id: string }[];
}

/** What of a failed call decides what follows. */
export interface CallFailure {
  kind: string;
  outcome: string;
  status?: number | undefined;
  code?: string | undefined;
  retryAfter?: number | undefined;
}

/** What can happen: src/keeper/event.rs. */
export type KeeperEvent =
  | { type: "keep"; policy: unknown }
  | { type: "release"; reason: string | undefined }
  | { type: "alarm" }
  | { type: "retrieved"; body: string }
  | { type: "retrieve_failed"; failure: CallFailure }
  | { type: "reauthed"; key: string; body: string }
  | { type: "reauth_failed"; key: string; failure: CallFailure }
  | { type: "webhook"; event: string; paymentIntentIds: string[] };

/** What happened, when, and what chance gives. */
export interface Happened {
  sessionId: string;
  now: number;
  freshKey: string;
  random: number;
  busy: boolean;
  event: KeeperEvent;
}

const none = new Uint8Array();
const decoder = new TextDecoder();

/** Asks the module, which is loaded: what is decided and written must not be interrupted. */
export type Decide = <Answer>(what: Decision, text: string, body?: Uint8Array) => Answer;

/** Loads the module, once. */
export async function decisions(): Promise<Decide> {
  const glue = await core();
  return <Answer>(what: Decision, text: string, body: Uint8Array = none) => {
    const answer = JSON.parse(decoder.decode(glue.decide(what, text, body)));
    if (typeof answer === "object" && answer !== null && "broken" in answer) {
      throw new Error(`The keeper's storage cannot be read: ${answer.broken}`);
    }
    return answer as Answer;
  };
}

/** A random number of 32 bits. */
export function random(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

export { Decision };
