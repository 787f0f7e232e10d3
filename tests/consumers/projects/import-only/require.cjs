const { tell } = require("./watch.cjs");

tell(() => require("flex-checkout"));
