// A program that has a gateway in it: its argument is what to renew, its output the new payment intents.
import { renewByGateway } from "./gateway.js";

console.log(JSON.stringify(await renewByGateway(JSON.parse(process.argv[2]))));
