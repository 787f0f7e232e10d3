// flex-checkout/webhooks in every runtime. Runs unbundled, so it imports only test code.

import { runAll } from "../support/suite.js";
import * as bodies from "./cases/bodies.js";
import * as events from "./cases/events.js";
import * as headers from "./cases/headers.js";
import * as options from "./cases/options.js";
import * as signatures from "./cases/signatures.js";

const CASES = Object.assign({}, signatures, headers, bodies, options, events);

/** Runs every case. `pkg` is the namespace of flex-checkout/webhooks, `env` is `{ only? }`. */
export const run = (pkg, env) => runAll(CASES, pkg, env);
