// A program with a gateway. Its argument names the hold to renew; it prints the new payment intents.
import { renewByGateway } from "./gateway.js";

console.log(JSON.stringify(await renewByGateway(JSON.parse(process.argv[2]))));
