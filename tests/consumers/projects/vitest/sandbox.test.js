import { FlexClient } from "flex-checkout";
import { createSandbox, sandboxHandlers } from "flex-checkout/testing";
import { http } from "msw";
import { setupServer } from "msw/node";
import { expect, test } from "vitest";

test("runs the sandbox in its process", async () => {
  const flex = createSandbox();
  const client = new FlexClient({ apiKey: flex.apiKey, fetch: flex.fetch });
  const id = flex.sessions.create();
  flex.faults.next("lost_response");
  const { attempts } = await client.reauth(id).withResponse();
  expect([attempts, flex.holds(id)]).toEqual([2, 1]);
});

test("answers by MSW", async () => {
  const flex = createSandbox();
  const server = setupServer(...sandboxHandlers(flex, http));
  server.listen({ onUnhandledRequest: "error" });
  try {
    const client = new FlexClient({ apiKey: flex.apiKey, maxRetries: 0 });
    const id = flex.sessions.create();
    expect((await client.reauth(id)).checkout_session_id).toBe(id);
    flex.faults.next("decline");
    await expect(client.reauth(id)).rejects.toMatchObject({ code: "card_declined", outcome: "rejected" });
    flex.faults.next("lost_response");
    await expect(client.reauth(id)).rejects.toMatchObject({ kind: "connection", outcome: "unknown" });
    expect(flex.holds(id)).toBe(2);
  } finally {
    server.close();
  }
});
