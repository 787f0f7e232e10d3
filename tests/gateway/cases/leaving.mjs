// A caller that disconnects during a call: the hold is placed anyway, so the log must contain it.

import { deepEqual, equal, ok } from "../../support/assert.js";
import { sleep } from "../context.mjs";
import { open, requestText } from "../http.mjs";

async function leaves(t, session, { gateway = "flex", fault, after }) {
  await session.plan([fault]);
  const { lines } = await t.lines(1, async () => {
    const socket = await open(t.server.port, requestText(await t.wanted(session, { gateway })));
    const end = Date.now() + 3_000;
    while (((await session.entry()).requests.POST ?? 0) === 0) {
      ok(Date.now() < end, "the request did not arrive at the sandbox");
      await sleep(10);
    }
    await after?.();
    if (gateway === "renewals") socket.end();
    socket.destroy();
  });
  return lines[0];
}

export async function logs_the_hold_of_a_caller_that_disconnected(t) {
  for (const gateway of ["flex", "renewals"]) {
    const session = await t.seed();
    const line = await leaves(t, session, { gateway, fault: { name: "delay", delay_ms: 400 } });
    const { holds_placed, payment_intents, idempotency_keys } = await session.entry();
    equal(holds_placed, 1, "holds placed");
    deepEqual(line.payment_intents, payment_intents, "payment intents in the line");
    equal(line.idempotency_key, idempotency_keys[0], "key in the line");
    equal(line.session, session.id, "session in the line");
    equal(line.outcome, "applied", "outcome in the line");
  }
  const { renewals } = await (await fetch(`${t.origin}/control`)).json();
  ok(renewals.length > 0, "onReauth was not called");
}

export async function logs_the_failure_after_a_caller_disconnected(t) {
  const session = await t.seed();
  const fault = { name: "status", status: 503, delay_ms: 300, applied: true };
  const line = await leaves(t, session, { fault });
  deepEqual([line.kind, line.outcome, line.flex_status], ["server", "unknown", 503], "line");
}

export async function keeps_serving_after_a_caller_disconnects_while_sending_its_body(t) {
  const session = await t.seed();
  await t.sendsNothing(() =>
    t.lines(1, async () => {
      const wishes = { gateway: "impatient", body: "x", headers: { "content-length": "10" } };
      const socket = await open(t.server.port, requestText(await t.wanted(session, wishes)));
      await sleep(100);
      socket.destroy();
    }),
  );
  equal((await t.call(session)).status, 200, "status of the next request");
}
