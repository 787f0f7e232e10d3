import type { FlexError } from "flex-checkout";
import { Button } from "./renew-hold.tsx";

/** Shows an outcome to the shopper, with a retry button if a retry may help. */
export function Failure({ error, onRetry }: { error: FlexError; onRetry: () => void }) {
  switch (error.outcome) {
    case "unknown":
      return (
        <>
          <section className="unsure" role="alert">
            <h2>We don't know yet</h2>
            <p>No response arrived. Trying again never holds money twice.</p>
          </section>
          <Button onClick={onRetry}>Ask again</Button>
        </>
      );
    case "applied":
      return (
        <section className="good" role="status">
          <h2>Renewed</h2>
          <p>The money is held, though the answer was lost. There is nothing to do.</p>
        </section>
      );
    default:
      return (
        <>
          <section className="bad" role="alert">
            <h2>Nothing was held</h2>
            <p>{REASONS[error.code ?? ""] ?? "Your card is as it was."}</p>
          </section>
          <Button onClick={onRetry}>Try again</Button>
        </>
      );
  }
}

/** Some of Flex's codes in a shopper's words. `error.message` is for developers. */
const REASONS: Record<string, string> = {
  checkout_session_already_processed: "This order has been paid already.",
  checkout_session_canceled: "This order has been canceled.",
};
