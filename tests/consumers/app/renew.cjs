// The same for CommonJS.
const { FlexClient } = require("flex-checkout");

exports.renew = async ({ sessionId, ...options }) => {
  const flex = new FlexClient(options);
  const { holds } = await flex.reauth(sessionId).withResponse();
  return holds.map((hold) => hold.payment_intent_id);
};
