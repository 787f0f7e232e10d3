// Rejected inputs and their messages.

import { deepEqual, equal, ok } from "../../support/assert.js";
import { seed } from "../../support/control.js";
import { scene } from "../scene.mjs";

const WINDOW = "window must be a whole number of milliseconds from 3600000 (1 hour) to 5184000000 (60 days).";
const MARGIN = "margin must be at least 1800000 ms (30 minutes) less than window.";
const UNTIL = "until must be a time in whole milliseconds since 1970, as returned by Date.now()";
const ID = "sessionId must be 1 to 128 letters, digits, hyphens and underscores.";
const JSON_IN_UTF8 = "The body must be JSON, in UTF-8.";

/** A row: the policy that is sent, and a part of the error's message. */
const POLICIES = [
  ["{", JSON_IN_UTF8],
  ["window=5", JSON_IN_UTF8],
  [new Uint8Array([0x7b, 0xff, 0x7d]), JSON_IN_UTF8],
  ["[]", "policy must be an object."],
  ['"7 days"', "policy must be an object."],
  ['{"window":"7d"}', WINDOW],
  ['{"window":1}', WINDOW],
  ['{"window":3600000.5}', WINDOW],
  ['{"window":3600000,"margin":3600000}', MARGIN],
  ['{"margin":5184000000}', MARGIN],
  ['{"until":1800000000}', `${UNTIL}; this looks like seconds.`],
  ['{"until":"2027-01-01"}', `${UNTIL}.`],
  ['{"maxReauths":0}', "maxReauths must be a whole number from 1 to 100."],
  ['{"maxreauths":1}', "the policy has no option maxreauths; it is spelled maxReauths."],
  [
    '{"__proto__":1}',
    "the policy has no option __proto__; the options are renew, window, margin, checkInterval, until, maxReauths, declinedRetryHours, duplicates.",
  ],
  ['{"renew":"after"}', 'renew must be "expired", "before" or "auto".'],
  ['{"duplicates":true}', 'duplicates must be "report" or "cancel".'],
];

const DAYS = "days must be a whole number from 1 to 365.";
const OBJECT = 'The body must be an object, such as {"days": 7}.';

/** A row: the body of an import, and the message. */
const IMPORTS = [
  ["", OBJECT],
  ["[]", OBJECT],
  ["null", OBJECT],
  ["{", JSON_IN_UTF8],
  ["{}", DAYS],
  ['{"days":0}', DAYS],
  ['{"days":"7"}', DAYS],
  ['{"days":1,"limit":101}', "limit must be a whole number from 1 to 100."],
  ['{"days":1,"cursor":"fcs_1"}', "cursor must be the cursor of a page from import."],
  ['{"days":1,"policy":{"window":1}}', WINDOW],
  ['{"days":1,"policy":[]}', "policy must be an object."],
];

/** A row: the parameters of a capture, its idempotency key, and the message. */
const CAPTURES = [
  ["{", undefined, JSON_IN_UTF8],
  ["[]", undefined, "the parameters of capture must be a plain object."],
  ["null", undefined, "the parameters of capture must be a plain object."],
  ["", "two words", "idempotencyKey must be 1 to 255 visible ASCII characters."],
  ["", "x".repeat(256), "idempotencyKey must be 1 to 255 visible ASCII characters."],
];

/** A row: method, path, and the message. */
const REQUESTS = [
  ["GET", "/holds?limit=0", "limit must be a whole number from 1 to 1000."],
  ["GET", "/holds?limit=1001", "limit must be a whole number from 1 to 1000."],
  ["GET", "/holds?limit=ten", "limit must be a whole number."],
  ["GET", "/holds?limit=", "limit must be a whole number."],
  ["GET", "/holds?state=kept", 'state must be "keeping" or "stopped".'],
  ["GET", "/holds?cursor=", "cursor must be the cursor of a page from list."],
  ["GET", "/holds?cursor=%00", "cursor must be the cursor of a page from list."],
  ["GET", "/holds?Limit=1", 'The query has no parameter "Limit"; there are state, limit, cursor.'],
  ["GET", "/holds?limit=1&limit=2", "The query has the parameter limit twice."],
  ["GET", "/holds/fcs_1?x", 'The query has no parameter "x"; there are none.'],
  ["GET", "/holds/fcs%201", ID],
  ["GET", `/holds/${"f".repeat(129)}`, ID],
  ["GET", "/holds/..%2Fholds", ID],
  ["GET", "/holds/%ff", "The path is not encoded as a URL's must be."],
  ["DELETE", `/holds/fcs_1?reason=${"x".repeat(501)}`, "reason must be a string of 1 to 500 characters."],
  ["DELETE", "/holds/fcs_1?reason=", "reason must be a string of 1 to 500 characters."],
  ["POST", "/holds/fcs_1/capture?x", 'The query has no parameter "x"; there are none.'],
  ["POST", "/holds/fcs%201/capture", ID],
  ["POST", "/holds/import?days=7", 'The query has no parameter "days"; there are none.'],
];

export async function explains_every_invalid_input(env) {
  await scene(env, {}, async ({ request }) => {
    const session = await seed(env.flex, "hold_expiring");
    const refused = async (sentence, method, path, options) => {
      const { status, body, headers } = await request(method, path, options);
      const label = `${method} ${path} ${options?.body ?? ""}`;
      deepEqual([status, body], [400, { error: { code: "invalid_request", message: sentence } }], label);
      equal(headers.get("cache-control"), "no-store", label);
    };
    for (const [body, sentence] of POLICIES) await refused(sentence, "PUT", `/holds/${session.id}`, { body });
    for (const [method, path, sentence] of REQUESTS) await refused(sentence, method, path);
    for (const [body, sentence] of IMPORTS) await refused(sentence, "POST", "/holds/import", { body });
    for (const [body, key, sentence] of CAPTURES) {
      const headers = key === undefined ? {} : { "idempotency-key": key };
      await refused(sentence, "POST", `/holds/${session.id}/capture`, { body, headers });
    }
    deepEqual(await session.requests(), [], "requests to Flex");
  });
}

export async function limits_the_body(env) {
  await scene(env, {}, async ({ request }) => {
    const large = `{"window":${" ".repeat(20_000)}1}`;
    const chunks = ReadableStream.from(Array(64).fill(new TextEncoder().encode(" ".repeat(1024))));
    for (const [label, body] of [
      ["with a length", large],
      ["without one", chunks],
    ]) {
      const { status, body: error } = await request("PUT", "/holds/fcs_1", { body });
      deepEqual([status, error.error.code], [413, "payload_too_large"], label);
    }
    const spaces = `{${" ".repeat(16_000)}}`;
    equal((await request("PUT", "/holds/fcs_1", { body: spaces })).status, 404, "a body of the largest size");
  });
}

export async function serves_only_its_routes_and_methods(env) {
  await scene(env, {}, async ({ request }) => {
    for (const [path, allow, others] of [
      ["/holds", "GET", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]],
      ["/holds/fcs_1", "GET, PUT, DELETE", ["POST", "PATCH", "OPTIONS"]],
      ["/holds/fcs_1/capture", "POST", ["GET", "PUT", "DELETE"]],
      ["/holds/import", "POST", ["GET", "PUT", "DELETE"]],
      ["/webhooks/flex", "POST", ["GET", "PUT", "DELETE"]],
      ["/openapi.json", "GET", ["POST", "PUT"]],
    ]) {
      for (const method of others) {
        const { status, headers, body } = await request(method, path);
        deepEqual([status, headers.get("allow")], [405, allow], `${method} ${path}`);
        deepEqual(body.error.code, "method_not_allowed", `${method} ${path}`);
      }
    }
    for (const path of [
      "/holds/",
      "/holds/fcs_1/",
      "/holds/fcs_1/history",
      "/holds/fcs_1/capture/",
      "/webhooks",
      "/webhooks/other",
    ]) {
      const { status, body } = await request("GET", path);
      deepEqual([status, body.error.code], [404, "route_not_found"], path);
    }
    ok((await request("GET", "/openapi.json")).body.openapi === "3.1.0", "the document");
  });
}
