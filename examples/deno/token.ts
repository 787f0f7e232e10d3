// Prints a token with which a page may renew one hold: deno task token <session> <name of the hold>
import { mintSessionToken } from "flex-checkout/gateway";
import { tokenSecret } from "./settings.ts";

const [sessionId, once] = Deno.args;
if (!sessionId || !once) {
  console.error("Usage: deno task token <session> <which hold, such as order-1001-renewal-1>");
  Deno.exit(2);
}
console.log(await mintSessionToken({ secret: tokenSecret(), sessionId, once }));
