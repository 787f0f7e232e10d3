import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { renew } from "./renew.js";

test("renews a hold", async () => {
  const intents = await renew(JSON.parse(env.RENEW));
  expect(intents).toHaveLength(1);
  console.log(`renewed ${JSON.stringify(intents)}`);
});
