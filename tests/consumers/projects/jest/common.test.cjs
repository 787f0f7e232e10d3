const { renew } = require("./renew.cjs");

test("renews a hold", async () => {
  const intents = await renew(JSON.parse(process.env.RENEW));
  expect(intents).toHaveLength(1);
  process.stdout.write(`renewed ${JSON.stringify(intents)}\n`);
});
