import { FlexClient } from "flex-checkout";
import { createSandbox } from "flex-checkout/testing";
import { renew } from "./renew.js";

test("renews a hold", async () => {
  const intents = await renew(JSON.parse(process.env.RENEW));
  expect(intents).toHaveLength(1);
  process.stdout.write(`renewed ${JSON.stringify(intents)}\n`);
});

test("runs the sandbox in its process", async () => {
  const flex = createSandbox();
  const client = new FlexClient({ apiKey: flex.apiKey, fetch: flex.fetch });
  const id = flex.sessions.create();
  flex.faults.next("lost_response");
  const { attempts } = await client.reauth(id).withResponse();
  expect([attempts, flex.holds(id)]).toEqual([2, 1]);
});
