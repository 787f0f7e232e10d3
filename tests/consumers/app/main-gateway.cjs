// The same for CommonJS.
const { renewByGateway } = require("./gateway.cjs");

renewByGateway(JSON.parse(process.argv[2])).then((intents) => console.log(JSON.stringify(intents)));
