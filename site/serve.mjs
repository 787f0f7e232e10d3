// Serves the built site on loopback until it is ended:
//   node site/serve.mjs [--base /flex-checkout/]

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { serve } from "../tests/support/serve.mjs";

const { values: args } = parseArgs({ options: { base: { type: "string", default: "/" } } });
const { origin } = await serve({ folders: { [args.base]: fileURLToPath(new URL("dist", import.meta.url)) } });
console.log(`The docs are at ${origin}${args.base}\nCtrl-C ends it.`);
