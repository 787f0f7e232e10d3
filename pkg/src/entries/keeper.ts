/**
 * `flex-checkout/keeper`: the keeper, which renews holds by itself. For Cloudflare Workers: nothing else has Durable Objects.
 *
 * @module keeper
 */

import * as glue from "../generated/keeper.js";
import { provide } from "../load/wasm.js";
import { openWithBuffer } from "../load/workerd.js";
import { openBy } from "../stream.js";
import module from "./flex_checkout_keeper.wasm";

provide(() => module, glue);
openBy(openWithBuffer);

export * from "../keeper/public.js";
