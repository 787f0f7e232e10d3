import { useEffect, useState } from "react";
import { RenewHold } from "./renew-hold.tsx";

interface Order {
  sessionId: string;
  token: string;
}

/** The session in the address, or the sandbox's whose hold has expired. */
const wanted = new URLSearchParams(location.search).get("session") ?? "fcs_01SANDB0X0000000000EXP1RED";

export function App() {
  const [order, setOrder] = useState<Order | "missing">();

  useEffect(() => {
    const left = new AbortController();
    ask(wanted, left.signal).then(setOrder, () => left.signal.aborted || setOrder("missing"));
    return () => left.abort();
  }, []);

  return (
    <main>
      <h1>Your order</h1>
      {order === "missing" && <p>This order cannot be found.</p>}
      {order && order !== "missing" && <RenewHold {...order} />}
    </main>
  );
}

/** Requests the session's order and token from the shop's server, which knows who is signed in. */
async function ask(sessionId: string, signal: AbortSignal): Promise<Order> {
  const response = await fetch(`/orders/${encodeURIComponent(sessionId)}`, { signal });
  if (!response.ok) throw new Error(`the order's answer is ${response.status}`);
  return response.json();
}
