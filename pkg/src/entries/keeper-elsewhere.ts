// What flex-checkout/keeper is where there are no Durable Objects: a sentence.
export { FlexError } from "../error.js";

import { refuse } from "../error.js";

function elsewhere(): never {
  throw refuse(
    "flex-checkout/keeper runs in Cloudflare Workers only, whose bundlers and runtime set the export condition workerd",
  );
}

export class HoldKeeper {
  constructor() {
    elsewhere();
  }
}

export const createKeeper: () => never = elsewhere;
