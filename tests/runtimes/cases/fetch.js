// Whatever the given fetch does, the call's promise settles with an error that can be handled.

import { each, equal, ok } from "../../support/assert.js";

const SETTLES_WITHIN = 2_000;

/** What is no response at all. */
const JUNK = [
  undefined,
  null,
  7,
  "text",
  {},
  [],
  { status: "200" },
  { status: Number.NaN, headers: new Headers() },
];

/** What looks like a response, until its body is read. The makers are called inside the fetch. */
const BROKEN_BODIES = {
  "was read before": async () => {
    const response = new Response("{}");
    await response.text();
    return response;
  },
  "is locked": async () => {
    const response = new Response("{}");
    response.body.getReader();
    return response;
  },
  "is missing": async () => ({ status: 200, headers: new Headers() }),
  "is no stream": async () => ({ status: 200, headers: new Headers(), body: {} }),
  "gives text for bytes": async () => ({
    status: 200,
    headers: new Headers(),
    body: new ReadableStream({
      start(controller) {
        controller.enqueue("text");
        controller.close();
      },
    }),
  }),
  "breaks with a text": async () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.error("gone");
        },
      }),
    ),
};

const THROWN = [
  new TypeError("fetch failed"),
  "a text",
  undefined,
  null,
  0,
  Symbol("s"),
  {},
  {
    get message() {
      throw new Error("no message for you");
    },
  },
];

export async function settles_whatever_fetch_returns(t) {
  await each(JUNK, async (value) => {
    const what = `a fetch that returns ${JSON.stringify(value) ?? value}`;
    await failsWith(t, async () => value, { kind: "connection", outcome: "unknown", attempts: 1 }, what);
    await failsWith(
      t,
      () => value,
      { kind: "connection", outcome: "unknown", attempts: 1 },
      `${what} at once`,
    );
  });
}

export async function settles_whatever_becomes_of_the_body(t) {
  await each(Object.entries(BROKEN_BODIES), ([name, make]) =>
    failsWith(t, make, { outcome: "applied" }, `a body that ${name}`),
  );
}

export async function settles_whatever_fetch_throws(t) {
  await each(THROWN, (thrown) => {
    const fields = { kind: "connection", outcome: "unknown" };
    return failsWith(t, () => Promise.reject(thrown), fields, `${typeof thrown} thrown later`);
  });
}

export async function settles_whatever_fetch_throws_at_once(t) {
  await each(THROWN, async (thrown) => {
    const fetch = () => {
      throw thrown;
    };
    const { outcome } = await failsWith(t, fetch, {}, `${typeof thrown} thrown at once`);
    ok(["not_sent", "unknown"].includes(outcome), `outcome of ${typeof thrown} thrown at once: ${outcome}`);
  });
}

export async function keeps_the_reason_of_a_failed_fetch(t) {
  const reason = new TypeError("the cable is out");
  const error = await failsWith(t, () => Promise.reject(reason), { kind: "connection" }, "the call");
  equal(error.cause, reason, "cause");
  ok(error.message.includes("the cable is out"), `the reason is not in the message: ${error.message}`);
}

async function failsWith(t, fetch, fields, what) {
  const flex = t.client({ fetch, maxRetries: 0 });
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("the call did not settle")), SETTLES_WITHIN);
  });
  try {
    return await Promise.race([late, t.rejects(() => flex.reauth("fcs_1"), fields)]);
  } catch (error) {
    throw new Error(`${what}: ${error.message}`);
  } finally {
    clearTimeout(timer);
  }
}
