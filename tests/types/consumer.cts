// The same package from a CommonJS module: its `.d.cts` twin.

import flexCheckout = require("flex-checkout");

import { FlexClient, FlexError } from "flex-checkout";

type CheckoutSession = flexCheckout.CheckoutSession;

const flex = new FlexClient({ apiKey: "fsk_test_sandbox", maxRetries: 1 });
const same: FlexClient = new flexCheckout.FlexClient({ baseURL: "https://gateway.example.com" });
// @ts-expect-error a key is a string
new FlexClient({ apiKey: 7 });
// @ts-expect-error there is no default export
flexCheckout.default;

async function reauth(id: string): Promise<CheckoutSession | undefined> {
  try {
    const { data, holds } = await flex.reauth(id).withResponse();
    console.log(holds.map(({ payment_intent_id }) => payment_intent_id));
    // @ts-expect-error the field is called amount_total
    data.amount_totl;
    return data;
  } catch (error) {
    if (FlexError.is(error) && error.kind === "not_found") return undefined;
    throw error;
  }
}

export = { reauth, same };
