// What is refused, and in which words.

import { deepEqual, equal, ok } from "../../support/assert.js";
import { seed } from "../../support/control.js";
import { scene } from "../scene.mjs";

const WINDOW = "window must be a whole number of milliseconds, an hour to 60 days.";
const MARGIN = "margin must be at least 30 minutes shorter than window, or one hold would follow the other.";
const UNTIL = "until must be a time in whole milliseconds since 1970, as Date.now() gives them";
const ID = "the session's id must be 1 to 128 letters, digits, hyphens and underscores.";
const JSON_IN_UTF8 = "The body must be JSON, in UTF-8.";

/** A row: the policy that is sent, and what the sentence about it says. */
const POLICIES = [
  ["{", JSON_IN_UTF8],
  ["window=5", JSON_IN_UTF8],
  [new Uint8Array([0x7b, 0xff, 0x7d]), JSON_IN_UTF8],
  ["[]", "the policy must be an object."],
  ['"7 days"', "the policy must be an object."],
  ['{"window":"7d"}', WINDOW],
  ['{"window":1}', WINDOW],
  ['{"window":3600000.5}', WINDOW],
  ['{"window":3600000,"margin":3600000}', MARGIN],
  ['{"margin":5184000000}', MARGIN],
  ['{"until":1800000000}', `${UNTIL}; this looks like seconds.`],
  ['{"until":"2027-01-01"}', `${UNTIL}.`],
  ['{"maxReauths":0}', "maxReauths must be a whole number from 1 to 100."],
  ['{"maxreauths":1}', "the policy has no option maxreauths; it is spelled maxReauths."],
  ['{"__proto__":1}', "the policy has no option __proto__; there are window, margin, until, maxReauths."],
];

/** A row: method, path, and the sentence. */
const REQUESTS = [
  ["GET", "/holds?limit=0", "limit must be a whole number from 1 to 1000."],
  ["GET", "/holds?limit=1001", "limit must be a whole number from 1 to 1000."],
  ["GET", "/holds?limit=ten", "limit must be a whole number."],
  ["GET", "/holds?limit=", "limit must be a whole number."],
  ["GET", "/holds?state=kept", 'state must be "keeping" or "stopped".'],
  ["GET", "/holds?cursor=", "cursor must be one that a page gave."],
  ["GET", "/holds?cursor=%00", "cursor must be one that a page gave."],
  ["GET", "/holds?Limit=1", 'The query has no parameter "Limit"; there are state, limit, cursor.'],
  ["GET", "/holds?limit=1&limit=2", "The query has the parameter limit twice."],
  ["GET", "/holds/fcs_1?x", 'The query has no parameter "x"; there are none.'],
  ["GET", "/holds/fcs%201", ID],
  ["GET", `/holds/${"f".repeat(129)}`, ID],
  ["GET", "/holds/..%2Fholds", ID],
  ["GET", "/holds/%ff", "The path is not encoded as a URL's must be."],
  ["DELETE", `/holds/fcs_1?reason=${"x".repeat(501)}`, "reason must be a string of at most 500 characters."],
];

export async function says_what_is_wrong_in_a_sentence(world) {
  await scene(world, {}, async ({ ask }) => {
    const session = await seed(world.flex, "hold_expiring");
    const refused = async (sentence, method, path, options) => {
      const { status, body, headers } = await ask(method, path, options);
      const what = `${method} ${path} ${options?.body ?? ""}`;
      deepEqual([status, body], [400, { error: { code: "invalid_request", message: sentence } }], what);
      equal(headers.get("cache-control"), "no-store", what);
    };
    for (const [body, sentence] of POLICIES) await refused(sentence, "PUT", `/holds/${session.id}`, { body });
    for (const [method, path, sentence] of REQUESTS) await refused(sentence, method, path);
    deepEqual(await session.requests(), [], "what was sent to Flex");
  });
}

export async function reads_no_more_of_a_body_than_it_must(world) {
  await scene(world, {}, async ({ ask }) => {
    const large = `{"window":${" ".repeat(20_000)}1}`;
    const chunks = ReadableStream.from(Array(64).fill(new TextEncoder().encode(" ".repeat(1024))));
    for (const [what, body] of [
      ["with a length", large],
      ["without one", chunks],
    ]) {
      const { status, body: said } = await ask("PUT", "/holds/fcs_1", { body });
      deepEqual([status, said.error.code], [413, "payload_too_large"], what);
    }
    const spaces = `{${" ".repeat(16_000)}}`;
    equal((await ask("PUT", "/holds/fcs_1", { body: spaces })).status, 404, "what just fits is read");
  });
}

export async function knows_its_routes_and_their_methods(world) {
  await scene(world, {}, async ({ ask }) => {
    for (const [path, allow, others] of [
      ["/holds", "GET", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]],
      ["/holds/fcs_1", "GET, PUT, DELETE", ["POST", "PATCH", "OPTIONS"]],
      ["/webhooks/flex", "POST", ["GET", "PUT", "DELETE"]],
      ["/openapi.json", "GET", ["POST", "PUT"]],
    ]) {
      for (const method of others) {
        const { status, headers, body } = await ask(method, path);
        deepEqual([status, headers.get("allow")], [405, allow], `${method} ${path}`);
        deepEqual(body.error.code, "method_not_allowed", `${method} ${path}`);
      }
    }
    for (const path of ["/holds/", "/holds/fcs_1/", "/holds/fcs_1/history", "/webhooks", "/webhooks/other"]) {
      const { status, body } = await ask("GET", path);
      deepEqual([status, body.error.code], [404, "route_not_found"], path);
    }
    ok((await ask("GET", "/openapi.json")).body.openapi === "3.1.0", "the document");
  });
}
