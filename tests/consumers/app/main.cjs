// The same for CommonJS.
const { renew } = require("./renew.cjs");

renew(JSON.parse(process.argv[2])).then((intents) => console.log(JSON.stringify(intents)));
