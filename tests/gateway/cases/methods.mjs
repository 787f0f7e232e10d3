// Methods of the two routes.

import { equal, ok } from "../../support/assert.js";
import { requestText } from "../http.mjs";

const METHODS = ["HEAD", "PUT", "DELETE", "PATCH", "TRACE", "QUERY", "PROPFIND", "PURGE"];
/** A server may refuse these itself. */
const STRANGE = ["post", "Post", "get", "FOO", "POSTT", "CONNECT", "TRACK", "P\0ST", "GET POST", "*"];

export async function serves_one_method_per_route(t) {
  const session = await t.seed();
  for (const [action, own, others] of [
    ["reauth", "POST", ["GET", ...METHODS]],
    ["retrieve", "GET", ["POST", ...METHODS]],
  ])
    for (const method of others) {
      const wishes = { action, method, headers: { "content-length": null } };
      const answer = await t.sendsNothing(() => t.call(session, wishes), method);
      ok(answer.status >= 400, `status ${answer.status} of ${method}`);
      if (!answer.isFromGateway) continue;
      equal(answer.status, 405, `status of ${method}`);
      equal(answer.header("allow"), `${own}, OPTIONS`, `Allow of ${method}`);
      if (method !== "HEAD") equal(answer.error.code, "method_not_allowed", `code of ${method}`);
    }
}

export async function refuses_other_spellings_of_a_method(t) {
  const session = await t.seed();
  for (const action of ["reauth", "retrieve"])
    for (const method of STRANGE) {
      const request = await t.wanted(session, { action, method });
      const { answers, ended } = await t.sendsNothing(() => t.exchange(requestText(request)), method);
      ok(ended !== "silent", `no answer to ${JSON.stringify(method)}`);
      for (const { status } of answers) ok(status >= 400, `status ${status} for ${JSON.stringify(method)}`);
    }
}

export async function refuses_other_protocols(t) {
  const { target } = await t.wanted(await t.seed());
  const secure = "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03";
  for (const text of [
    `POST ${target}\r\n\r\n`,
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    `${secure}${"\0".repeat(200)}`,
    "\0".repeat(2_000),
    `\n\n\n${"x".repeat(50_000)}\r\n\r\n`,
  ])
    await t.sendsNothing(
      async () => {
        const { answers } = await t.exchange(text, { patience: 500 });
        for (const { status } of answers)
          ok(status >= 400, `status ${status} for ${JSON.stringify(text.slice(0, 80))}`);
      },
      JSON.stringify(text.slice(0, 80)),
    );
}

/** Frameworks read the method of a form from them. */
export async function ignores_method_overrides(t) {
  const session = await t.seed();
  const headers = {
    "x-http-method-override": "POST",
    "x-http-method": "POST",
    "x-method-override": "POST",
  };
  await t.refuses(session, { method: "GET", headers }, "method_not_allowed");
  await t.refuses(session, { method: "GET", query: "?_method=POST" }, "method_not_allowed");
}
