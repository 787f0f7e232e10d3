import { FlexClient } from "flex-checkout";
import { createSandbox } from "flex-checkout/testing";
import { expect, test } from "vitest";

test("runs the sandbox in its Worker", async () => {
  const flex = createSandbox();
  const client = new FlexClient({ apiKey: flex.apiKey, fetch: flex.fetch });
  const id = flex.sessions.create();
  flex.faults.next("lost_response");
  const { attempts } = await client.reauth(id).withResponse();
  expect([attempts, flex.holds(id)]).toEqual([2, 1]);
});
