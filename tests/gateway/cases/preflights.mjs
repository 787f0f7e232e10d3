// CORS preflights.

import { deepEqual, equal, ok } from "../../support/assert.js";
import { SHOP } from "../app.js";

const ASKED = {
  "access-control-request-method": "POST",
  "access-control-request-headers": "content-type,flex-session-token,idempotency-key",
};

/** A preflight has none of the headers of the call. */
const preflight = (wishes = {}) => ({
  method: "OPTIONS",
  ...wishes,
  headers: {
    "flex-session-token": null,
    "idempotency-key": null,
    "content-length": null,
    ...ASKED,
    ...wishes.headers,
  },
});

const corsOf = (answer) =>
  Object.fromEntries(answer.headers.filter(([name]) => name.startsWith("access-control-")));

export async function answers_preflights_of_allowed_pages(t) {
  const session = await t.seed();
  await t.sendsNothing(async () => {
    for (const [action, method] of [
      ["reauth", "POST"],
      ["retrieve", "GET"],
    ]) {
      const answer = await t.call(session, preflight({ action }));
      equal(answer.status, 204, `status of ${action}`);
      equal(answer.text, "", "body");
      const cors = corsOf(answer);
      equal(cors["access-control-allow-origin"], SHOP, "allowed origin");
      equal(cors["access-control-allow-methods"], method, "allowed methods");
      equal("access-control-allow-credentials" in cors, false, "credentials");
      const headers = cors["access-control-allow-headers"].split(", ");
      for (const name of ASKED["access-control-request-headers"].split(","))
        ok(headers.includes(name), `${name} is not allowed`);
      ok(!headers.includes("authorization"), "a page may send Authorization");
      ok(/\borigin\b/i.test(answer.header("vary")), "vary lacks the origin");
    }
  });
}

export async function answers_a_preflight_of_its_own_origin_without_cors_headers(t) {
  const answer = await t.call(await t.seed(), preflight({ headers: { origin: t.origin } }));
  equal(answer.status, 204, "status");
  deepEqual(corsOf(answer), {}, "CORS headers");
}

export async function allows_credentials_and_further_headers_only_as_configured(t) {
  const answer = await t.call(await t.seed(), preflight({ gateway: "credentials" }));
  const cors = corsOf(answer);
  equal(cors["access-control-allow-credentials"], "true", "credentials");
  equal(cors["access-control-allow-origin"], SHOP, "allowed origin");
  ok(cors["access-control-allow-headers"].split(", ").includes("x-shop"), "x-shop is not allowed");
  const refused = await t.call(await t.seed(), {
    ...preflight({ gateway: "credentials", headers: { origin: "https://evil.example" } }),
  });
  equal(refused.status, 403, "status for a stranger");
  deepEqual(corsOf(refused), {}, "CORS headers for a stranger");
}

export async function refuses_preflights_of_other_origins(t) {
  const session = await t.seed();
  for (const origin of ["https://evil.example", "null", "https://SHOP.example", [SHOP, SHOP]]) {
    const answer = await t.refuses(session, preflight({ headers: { origin } }), "origin_not_allowed");
    deepEqual(corsOf(answer), {}, "CORS headers");
  }
}

export async function allows_only_the_routes_method_in_preflights(t) {
  const session = await t.seed();
  for (const asked of ["PUT", "DELETE", "GET", "*", "post", "POST, DELETE", "TRACE"]) {
    const headers = { "access-control-request-method": asked };
    const answer = await t.call(session, preflight({ headers }));
    if (answer.status < 300)
      equal(answer.header("access-control-allow-methods"), "POST", `methods allowed for ${asked}`);
  }
}

export async function refuses_preflights_of_other_routes(t) {
  const session = await t.seed();
  const other = preflight({ target: `/flex/v1/checkout/sessions/${session.id}/capture` });
  await t.refuses(session, other, "route_not_found");
  const options = preflight({ headers: { "access-control-request-method": null } });
  await t.refuses(session, options, "method_not_allowed");
}

export async function does_not_authorize_preflights(t) {
  for (const gateway of ["authorize-throws", "rate-limit-no", "authorize-hangs"]) {
    const answer = await t.call(await t.seed(), preflight({ gateway }));
    equal(answer.status, 204, `status of ${gateway}`);
  }
}
