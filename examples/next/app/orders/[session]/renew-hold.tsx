"use client";

import { FlexClient, FlexError, type FlexResponse } from "flex-checkout";
import { useState } from "react";

// The gateway adds the API key.
const flex = new FlexClient({ baseURL: "/flex" });

type State =
  | { is: "ready" | "running" }
  | { is: "renewed"; holds: FlexResponse["holds"] }
  | { is: "failed"; error: FlexError };

export function RenewHold({ sessionId, token }: { sessionId: string; token: string }) {
  const [state, setState] = useState<State>({ is: "ready" });

  async function renew() {
    // After an unknown outcome the same key is sent again, so that no second hold is placed.
    const idempotencyKey = state.is === "failed" ? state.error.idempotencyKey : undefined;
    setState({ is: "running" });
    const call = { headers: { "flex-session-token": token }, expand: ["payment_intent"] };
    try {
      const { holds } = await flex.reauth(sessionId, { ...call, idempotencyKey }).withResponse();
      setState({ is: "renewed", holds });
    } catch (error) {
      if (!FlexError.is(error)) throw error;
      setState({ is: "failed", error });
    }
  }

  if (state.is === "renewed") {
    return (
      <section className="good" role="status">
        <h2>Renewed</h2>
        {state.holds.map((hold) => (
          <p key={hold.payment_intent_id}>
            <strong>{dollars(hold.amount_capturable)}</strong> is held on your card.
          </p>
        ))}
      </section>
    );
  }
  const known = state.is === "failed" ? WORDS[state.error.outcome] : undefined;
  return (
    <>
      {known && (
        <section className="bad" role="alert">
          <h2>{known.title}</h2>
          <p>{known.advice}</p>
        </section>
      )}
      {known?.again !== false && (
        <button type="button" onClick={renew} disabled={state.is === "running"}>
          {state.is === "running" ? "Renewing…" : (known?.again ?? "Renew the hold")}
        </button>
      )}
    </>
  );
}

const NOT_HELD = {
  title: "Nothing was held",
  advice: "Your card is as it was. Please write to us if this goes on.",
  again: "Try again",
};

/** Each outcome's message to the shopper, and the label of the retry button. */
const WORDS: Record<FlexError["outcome"], { title: string; advice: string; again: string | false }> = {
  none: NOT_HELD,
  not_sent: NOT_HELD,
  rejected: NOT_HELD,
  unknown: {
    title: "We don't know yet",
    advice: "No response arrived. Trying again never holds money twice.",
    again: "Ask again",
  },
  applied: {
    title: "Renewed",
    advice: "The money is held, though the answer was lost. There is nothing to do.",
    again: false,
  },
};

/** Flex's amounts are in cents. */
const dollars = (cents = 0) =>
  new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(cents / 100);
