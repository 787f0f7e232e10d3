const { report } = require("./watch.cjs");

report(() => require("flex-checkout"));
