/**
 * `flex-checkout/keeper`: renews holds automatically, in Durable Objects of Cloudflare Workers.
 *
 * @module keeper
 */

import * as glue from "../generated/keeper.js";
import { readBy } from "../transport.js";
import { provide } from "../wasm/core.js";
import { workerd } from "../workerd.js";
import module from "./flex_checkout_keeper.wasm";

provide(() => module, glue);
readBy(workerd);

export * from "../keeper/public.js";
