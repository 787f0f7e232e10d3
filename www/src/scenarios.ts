// What may go wrong on the way, for the demo: faults of the sandbox, and the options that the page calls with.
import type { Fault } from "./shop.js";

/** Something that goes wrong, and what is seen of it. */
export interface Scenario {
  name: string;
  label: string;
  /** What happens, and what the client makes of it. */
  about: string;
  faults: Fault[];
  /** For one attempt, in milliseconds, where the usual 30,000 would bore. */
  timeout?: number;
}

export const scenarios: readonly [Scenario, ...Scenario[]] = [
  {
    name: "nothing",
    label: "Nothing",
    about: "Flex places the hold and answers.",
    faults: [],
  },
  {
    name: "slow",
    label: "Slow answer",
    about: "The answer takes 4 seconds. Cancel it, reload the page or click twice meanwhile: one hold.",
    faults: [{ name: "delay", delay_ms: 4000, applied: true, method: "POST" }],
  },
  {
    name: "lost",
    label: "Lost response",
    about: "Flex places the hold, and its answer is lost. The same key, sent again, gets the same hold.",
    faults: [{ name: "reset_in_headers", method: "POST" }],
  },
  {
    name: "cut",
    label: "Answer cut off",
    about: "A 2xx arrives in part, so the hold is placed. It is never posted again: the session is read.",
    faults: [{ name: "reset_in_body", method: "POST" }],
  },
  {
    name: "timeout",
    label: "Timeout",
    about: "Nothing is answered, three times. Nobody knows whether a hold was placed: the outcome says so.",
    faults: [{ name: "hang", times: 3, method: "POST" }],
    timeout: 1500,
  },
  {
    name: "rate_limit",
    label: "429",
    about: "Flex asks to wait for a second. The client waits, and calls again with the same key.",
    faults: [{ name: "status", status: 429, retry_after: "1", method: "POST" }],
  },
  {
    name: "decline",
    label: "Decline",
    about: "The card is declined. That is an answer: it is not tried again.",
    faults: [{ name: "status", status: 402, code: "card_declined", method: "POST" }],
  },
  {
    name: "drift",
    label: "Drift",
    about:
      "Flex sends a string where a number is documented. The session arrives all the same, and says where.",
    faults: [{ name: "wrong_type", method: "POST" }],
  },
];
