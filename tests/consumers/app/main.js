// A program. Its argument names the hold to renew; it prints the new payment intents.
import { renew } from "./renew.js";

console.log(JSON.stringify(await renew(JSON.parse(process.argv[2]))));
