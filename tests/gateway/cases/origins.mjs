// Origins of pages that may call.

import { equal, ok } from "../../support/assert.js";
import { APPS, SHOP } from "../app.js";

export async function serves_pages_of_its_own_and_of_allowed_origins(t) {
  for (const origin of [SHOP, "https://other.example:8443", t.origin]) {
    const answer = await t.call(await t.seed(), { headers: { origin } });
    equal(answer.status, 200, `status for ${origin}`);
    const allowed = origin === t.origin ? null : origin;
    equal(answer.header("access-control-allow-origin"), allowed, `allowed origin for ${origin}`);
    equal(answer.header("access-control-allow-credentials"), null, "credentials");
  }
}

export async function serves_hybrid_apps_and_extensions(t) {
  for (const origin of APPS) {
    const session = await t.seed();
    const headers = { origin, "access-control-request-method": "POST" };
    const preflight = await t.call(session, { method: "OPTIONS", headers });
    equal(preflight.status, 204, `status of the preflight of ${origin}`);
    equal(preflight.header("access-control-allow-origin"), origin, "allowed origin in the preflight");
    const answer = await t.call(session, { headers: { origin } });
    equal(answer.status, 200, `status for ${origin}`);
    equal(answer.header("access-control-allow-origin"), origin, "allowed origin");
  }
}

export async function refuses_other_origins_without_cors_headers(t) {
  const session = await t.seed();
  const others = [
    "null",
    "*",
    "HTTPS://SHOP.EXAMPLE",
    "https://SHOP.example",
    "http://shop.example",
    "https://shop.example/",
    "https://shop.example.",
    "https://shop.example:443",
    "https://shop.example:8443",
    "https://shop.example.evil.example",
    "https://evilshop.example",
    "https://evil.shop.example",
    "https://evil.example/https://shop.example",
    "https://shop.example@evil.example",
    "https://evil.example?https://shop.example",
    "https://other.example",
    "https://other.example:84430",
    "https://shop.example https://evil.example",
    "https://evil.example, https://shop.example",
    "https://shop.example,",
    "//shop.example",
    "shop.example",
    "file://",
    "data:",
    "capacitor://",
    "capacitor:localhost",
    "capacitor://localhost/",
    "capacitor://localhost:80",
    "capacitor://evil.example",
    "CAPACITOR://localhost",
    "capacitor-evil://localhost",
    "chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba",
    "moz-extension://localhost",
    "https://localhost:8100",
    `${t.origin}.evil.example`,
    `${t.origin}0`,
    t.origin.replace("http:", "https:"),
    "http://127.0.0.1",
    "http://localhost",
    "https://sh\xf6p.example",
  ];
  await t.sendsNothing(async () => {
    for (const action of ["reauth", "retrieve"])
      for (const origin of others) {
        const answer = await t.call(session, { action, headers: { origin } });
        const what = `${action} from ${JSON.stringify(origin)}`;
        t.isRefused(answer, "origin_not_allowed", what);
        equal(answer.status, answer.isFromGateway ? 403 : answer.status, what);
        const cors = answer.headers.filter(([name]) => name.startsWith("access-control-"));
        equal(JSON.stringify(cors), "[]", `CORS headers for ${what}`);
      }
  });
}

export async function allows_credentials_only_for_allowed_origins(t) {
  for (const [origin, allowed] of [
    [SHOP, "true"],
    ["https://evil.example", null],
    ["null", null],
    [t.origin, null],
  ]) {
    const answer = await t.call(await t.seed(), { gateway: "credentials", headers: { origin } });
    equal(answer.header("access-control-allow-credentials"), allowed, `credentials for ${origin}`);
    equal(answer.header("access-control-allow-origin"), allowed && origin, `allowed origin for ${origin}`);
  }
}

export async function refuses_several_origins_even_if_each_is_allowed(t) {
  const session = await t.seed();
  const evil = "https://evil.example";
  for (const origin of [
    [SHOP, evil],
    [evil, SHOP],
    [SHOP, SHOP],
    [SHOP, ""],
    [t.origin, evil],
  ])
    await t.refuses(session, { headers: { origin } }, "origin_not_allowed");
}

/** Some servers pass on an empty header, others drop it. */
export async function refuses_a_post_with_an_empty_origin(t) {
  const session = await t.seed();
  const answer = await t.sendsNothing(() => t.call(session, { headers: { origin: "" } }));
  equal(answer.status, 403, "status");
  ok(["origin_missing", "origin_not_allowed"].includes(answer.error.code), `code: ${answer.error.code}`);
  equal(answer.header("access-control-allow-origin"), null, "allowed origin");
}

export async function refuses_a_post_without_an_origin_unless_allowed(t) {
  const session = await t.seed();
  await t.refuses(session, { headers: { origin: null } }, "origin_missing");
  const answer = await t.call(session, { gateway: "programs", headers: { origin: null } });
  equal(answer.status, 200, "status of a program's POST");
  await t.refuses(session, { gateway: "programs", headers: { origin: "null" } }, "origin_not_allowed");
}

export async function serves_a_get_without_an_origin(t) {
  const answer = await t.call(await t.seed(), { action: "retrieve", headers: { origin: null } });
  equal(answer.status, 200, "status");
  equal(answer.header("access-control-allow-origin"), null, "allowed origin");
}

/** Callers can set these headers. */
export async function ignores_forwarded_hosts(t) {
  const session = await t.seed();
  const headers = {
    origin: "https://evil.example",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    "x-forwarded-port": "443",
    "x-original-host": "evil.example",
    "x-original-url": "/",
    forwarded: "host=evil.example;proto=https",
  };
  await t.refuses(session, { headers }, "origin_not_allowed");
}

export async function compares_hosts_without_case(t) {
  const session = await t.seed();
  const host = (name) => ({ host: `${name}:${t.server.port}`, origin: `http://localhost:${t.server.port}` });
  equal((await t.call(session, { headers: host("LOCALHOST") })).status, 200, "status for the upper case");
  await t.refuses(session, { headers: host("localhost.") }, "origin_not_allowed");
  await t.refuses(session, { headers: host("LOCALHOST.evil.example") }, "origin_not_allowed");
}

export async function reveals_nothing_to_a_refused_page(t) {
  const session = await t.seed();
  const answer = await t.call(session, { headers: { origin: "https://evil.example" } });
  equal(answer.header("cross-origin-resource-policy"), "same-origin", "cross-origin-resource-policy");
  ok(!answer.text.includes(session.id), "the body holds the session");
}
