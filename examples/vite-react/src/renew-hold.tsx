import type { Hold } from "flex-checkout";
import { Failure } from "./failure.tsx";
import { dollars } from "./money.ts";
import { useRenewal } from "./use-renewal.ts";

export function RenewHold({ sessionId, token }: { sessionId: string; token: string }) {
  const [renewal, renew] = useRenewal(sessionId, token);
  switch (renewal.is) {
    case "ready":
      return (
        <>
          <p>Your order takes longer than planned, so the hold on your card has to be renewed.</p>
          <Button onClick={renew}>Renew the hold</Button>
        </>
      );
    case "running":
      return (
        <>
          <p role="status">Renewing…</p>
          <Button onClick={renewal.cancel}>Cancel</Button>
        </>
      );
    case "renewed":
      return <Holds holds={renewal.holds} total={renewal.session.amount_total} />;
    case "failed":
      return <Failure error={renewal.error} onRetry={renew} />;
  }
}

function Holds({ holds, total }: { holds: Hold[]; total: number }) {
  return (
    <section className="good" role="status">
      <h2>Renewed</h2>
      <table>
        <tbody>
          {holds.map((hold) => (
            <tr key={hold.payment_intent_id}>
              <th scope="row">{CARTS[hold.cart]}</th>
              <td>{hold.amount_capturable == null ? "held" : dollars(hold.amount_capturable)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Order total</th>
            <td>{dollars(total)}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

const CARTS: Record<Hold["cart"], string> = {
  session: "Held on your card",
  eligible: "Held, HSA or FSA",
  non_eligible: "Held, the rest",
  invoice: "Held for the invoice",
};

export function Button({ children, onClick }: { children: string; onClick: () => void }) {
  return (
    <button type="button" onClick={onClick}>
      {children}
    </button>
  );
}
