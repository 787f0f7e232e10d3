// The package's gateway in a Worker.
import { createGateway, signedSession } from "flex-checkout/gateway";

/** With `secret`, tokens are checked; otherwise every call is allowed. `log`: false disables the log. */
export const create = ({ upstream, apiKey, secret, log }) =>
  createGateway({
    apiKey,
    baseURL: upstream,
    authorize: secret ? signedSession({ secret, maxAge: 3_600_000 }) : () => true,
    log,
  });
