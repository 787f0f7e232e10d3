import { FlexClient } from "flex-checkout";
import { createGateway, mintSessionToken, signedSession } from "flex-checkout/gateway";
import { renewThrough } from "./through.js";

/** Renews a hold through an in-process gateway. Resolves with the new payment intents. */
export const renewByGateway = renewThrough({ FlexClient, createGateway, mintSessionToken, signedSession });
