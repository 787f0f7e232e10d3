/** @jest-environment jsdom */
const { preload } = require("flex-checkout");

test("explains a missing runtime feature", async () => {
  const error = await preload().catch((error) => error);
  const { name, kind, outcome, message } = error;
  process.stdout.write(`refused ${JSON.stringify({ name, kind, outcome, message })}\n`);
});
