// Scenarios of the demo: faults of the sandbox, and call options.
import type { Fault } from "flex-checkout/testing";

/** A scenario. */
export interface Scenario {
  name: string;
  label: string;
  /** The fault, and the client's reaction. */
  about: string;
  faults: Fault[];
  /** The timeout of one attempt in milliseconds, where the default of 30,000 would be too long. */
  timeout?: number;
}

export const scenarios: readonly [Scenario, ...Scenario[]] = [
  {
    name: "nothing",
    label: "Nothing",
    about: "The call takes effect, and Flex responds.",
    faults: [],
  },
  {
    name: "slow",
    label: "Slow response",
    about: `The response takes 4 seconds. Stop waiting${IN_PAGE ? "" : ", reload the page"} or click twice meanwhile: one effect.`,
    faults: [{ name: "delay", delay_ms: 4000, applied: true, method: "POST" }],
  },
  {
    name: "lost",
    label: "Lost response",
    about:
      "The call takes effect, and the response is lost. A retry with the same key returns the same response.",
    faults: [{ name: "reset_in_headers", method: "POST" }],
  },
  {
    name: "cut",
    label: "Truncated response",
    about: "A 2xx arrives in part, so the call took effect. It is never posted again: the session is read.",
    faults: [{ name: "reset_in_body", method: "POST" }],
  },
  {
    name: "timeout",
    label: "Timeout",
    about: "Three attempts get no response. The call may have taken effect: the outcome is unknown.",
    faults: [{ name: "hang", times: 3, method: "POST" }],
    timeout: 1500,
  },
  {
    name: "rate_limit",
    label: "429",
    about: "Flex asks to wait for a second. The client waits, and retries with the same key.",
    faults: [{ name: "status", status: 429, retry_after: "1", method: "POST" }],
  },
  {
    name: "decline",
    label: "Decline",
    about: "The card is declined. The client does not retry.",
    faults: [{ name: "status", status: 402, code: "card_declined", method: "POST" }],
  },
  {
    name: "drift",
    label: "Drift",
    about:
      "Flex sends a string where a number is documented. The session is still returned, and its drift has the path.",
    faults: [{ name: "wrong_type", method: "POST" }],
  },
];
