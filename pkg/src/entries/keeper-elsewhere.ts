// flex-checkout/keeper outside of Cloudflare Workers: every export throws.
export { FlexError } from "../error.js";

import { refuse } from "../error.js";

function elsewhere(): never {
  throw refuse(
    "flex-checkout/keeper runs in Cloudflare Workers only; bundle it with the export condition workerd",
  );
}

export class HoldKeeper {
  constructor() {
    elsewhere();
  }
}

export const createKeeper: () => never = elsewhere;
