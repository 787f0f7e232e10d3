import { mintSessionToken } from "flex-checkout/gateway";
import { notFound } from "next/navigation";
import { orderOf } from "@/lib/orders";
import { tokenSecret } from "@/lib/settings";
import { RenewHold } from "./renew-hold";

/** Runs on the server for each request: checks whose order this is, and mints the page's token. */
export default async function Page({ params }: PageProps<"/orders/[session]">) {
  const order = await orderOf((await params).session);
  if (!order) notFound();
  const { sessionId, hold } = order;
  const token = await mintSessionToken({ secret: tokenSecret(), sessionId, once: hold });
  return (
    <>
      <h1>Your order</h1>
      <p>Your order takes longer than planned, so the hold on your card has to be renewed.</p>
      <RenewHold sessionId={sessionId} token={token} />
    </>
  );
}
