// The same for CommonJS.
const { FlexClient } = require("flex-checkout");
const { createGateway, mintSessionToken, signedSession } = require("flex-checkout/gateway");

exports.renewByGateway = async (options) => {
  const { renewThrough } = await import("./through.js");
  return renewThrough({ FlexClient, createGateway, mintSessionToken, signedSession })(options);
};
