// A program: its argument is what to renew, its output the new payment intents.
import { renew } from "./renew.js";

console.log(JSON.stringify(await renew(JSON.parse(process.argv[2]))));
