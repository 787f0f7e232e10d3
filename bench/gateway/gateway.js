// The package's gateway, as a Worker has it.
import { createGateway, signedSession } from "flex-checkout/gateway";

/** `secret`: tokens are checked; else everybody may do everything. `log`: false for none. */
export const create = ({ upstream, apiKey, secret, log }) =>
  createGateway({
    apiKey,
    baseURL: upstream,
    authorize: secret ? signedSession({ secret, maxAge: 3_600_000 }) : () => true,
    log,
  });
