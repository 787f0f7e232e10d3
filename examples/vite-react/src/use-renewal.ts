import { type CheckoutSession, FlexClient, FlexError, type Hold } from "flex-checkout";
import { useRef, useState } from "react";

// The gateway adds the API key.
const flex = new FlexClient({ baseURL: "/flex" });

export type Renewal =
  | { is: "ready" }
  | { is: "running"; cancel(): void }
  | { is: "renewed"; session: CheckoutSession; holds: Hold[] }
  | { is: "failed"; error: FlexError };

/** Renews the hold of a session, with the token of the shop's server. */
export function useRenewal(sessionId: string, token: string): [Renewal, () => Promise<void>] {
  const [renewal, setRenewal] = useState<Renewal>({ is: "ready" });
  // Set while a hold may have been placed: the next attempt sends the same key, so that no second hold is placed.
  const unsure = useRef<string>(undefined);

  async function renew(): Promise<void> {
    const aborter = new AbortController();
    setRenewal({ is: "running", cancel: () => aborter.abort() });
    const call = {
      headers: { "flex-session-token": token },
      expand: ["payment_intent"],
      signal: aborter.signal,
    };
    try {
      const answer = flex.reauth(sessionId, { ...call, idempotencyKey: unsure.current });
      const { data, holds } = await answer.withResponse().catch((error) => {
        // The hold is placed, but the response was lost: read the session instead.
        if (FlexError.is(error) && error.outcome === "applied") {
          return flex
            .retrieve(sessionId, call)
            .withResponse()
            .catch(() => Promise.reject(error));
        }
        throw error;
      });
      unsure.current = undefined;
      setRenewal({ is: "renewed", session: data, holds });
    } catch (error) {
      if (!FlexError.is(error)) throw error;
      // It stays: a rejected retry does not decide the first call's outcome.
      if (error.outcome === "unknown") unsure.current = error.idempotencyKey;
      setRenewal({ is: "failed", error });
    }
  }

  return [renewal, renew];
}
