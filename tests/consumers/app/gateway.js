import { FlexClient } from "flex-checkout";
import { createGateway, mintSessionToken, signedSession } from "flex-checkout/gateway";
import { renewThrough } from "./through.js";

/** Places a new hold through a gateway that runs here too, and gives the new payment intents. */
export const renewByGateway = renewThrough({ FlexClient, createGateway, mintSessionToken, signedSession });
