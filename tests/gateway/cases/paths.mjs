// The gateway refuses every other spelling of a path, and forwards none to another path of Flex.

import { deepEqual, equal, ok } from "../../support/assert.js";
import { requestText } from "../http.mjs";

/** Request targets. The token is valid for the session `id` only. */
const tricks = (id, other, host) => {
  const base = "/flex/v1/checkout/sessions";
  return [
    "/",
    "//",
    "/flex",
    "/flex/",
    `/v1/checkout/sessions/${id}/reauth`,
    `${base}`,
    `${base}/`,
    `${base}//reauth`,
    `${base}/reauth`,
    `${base}/${id}/`,
    `${base}/${id}/reauth/`,
    `${base}/${id}/reauth//`,
    `${base}/${id}//reauth`,
    `${base}//${id}/reauth`,
    `/flex//v1/checkout/sessions/${id}/reauth`,
    `//flex/v1/checkout/sessions/${id}/reauth`,
    `///flex/v1/checkout/sessions/${id}/reauth`,
    `/FLEX/v1/checkout/sessions/${id}/reauth`,
    `/flex/V1/checkout/sessions/${id}/reauth`,
    `${base}/${id}/REAUTH`,
    `${base}/${id}/reauth.`,
    `${base}/${id}./reauth`,
    `${base}/${id}/reauth..`,
    `${base}/${id}/reauth;a=b`,
    `${base}/${id};a=b/reauth`,
    `${base}/${id}/reauth,`,
    `${base}/${id}/reauth/reauth`,
    `${base}/${id}/reauth%20`,
    `${base}/${id}/reauth%00`,
    `${base}/${id}%00/reauth`,
    `${base}/${id}\0/reauth`,
    `${base}/${id}/reauth\0`,
    `${base}/${id}%0d%0aX:y/reauth`,
    `${base}/${id}%09/reauth`,
    `${base}/${id}%2freauth`,
    `${base}/${id}%2Freauth`,
    `${base}%2f${id}/reauth`,
    `/flex%2fv1/checkout/sessions/${id}/reauth`,
    `${base}/%66${id.slice(1)}/reauth`,
    `${base}/${id}/%72eauth`,
    `${base}/${id}%5creauth`,
    `${base}/${id}\\reauth`,
    `${base}\\${id}\\reauth`,
    `\\flex\\v1\\checkout\\sessions\\${id}\\reauth`,
    `/\\flex/v1/checkout/sessions/${id}/reauth`,
    // These resolve to another session, to another route, or to a path outside of the gateway.
    `${base}/${id}/../${other}/reauth`,
    `${base}/${id}/..%2f${other}/reauth`,
    `${base}/${id}/%2e%2e/${other}/reauth`,
    `${base}/${id}/%2E%2E/${other}/reauth`,
    `${base}/${id}/.%2e/${other}/reauth`,
    `${base}/${id}%2f..%2f${other}/reauth`,
    `${base}/${id}%252f..%252f${other}/reauth`,
    `${base}/${id}/..;/${other}/reauth`,
    `${base}/${id}\\..\\${other}/reauth`,
    `${base}/../../../../v1/checkout/sessions/${id}/reauth`,
    `${base}/../../../sandbox/reset`,
    `/flex/../sandbox/reset`,
    `/flex/%2e%2e/sandbox/reset`,
    `${base}/..`,
    `${base}/.`,
    `${base}/../reauth`,
    `${base}/%2e/reauth`,
    `${base}/%2e%2e/reauth`,
    `${base}/%252e%252e/reauth`,
    `${base}/${id}/../reauth`,
    `${base}/${id}/reauth/..`,
    `${base}/${id}/./reauth/.`,
    // These resolve to the route itself: the gateway may serve or refuse them.
    `${base}/./${id}/reauth`,
    `${base}/x/../${id}/reauth`,
    `/x/..${base}/${id}/reauth`,
    `${base}/${id}/reauth#fragment`,
    `${base}/${id}#/reauth`,
    `${base}/${id}/capture`,
    `${base}/${id}/cancel`,
    `${base}/${id}/reauth/capture`,
    `${base}/${id}/reauth/../capture`,
    `${base}/${id}/reauth/../cancel`,
    `${base}/${other}/reauth`,
    `${base}/*/reauth`,
    `${base}/${id},${other}/reauth`,
    `${base}/${id}+${other}/reauth`,
    `${base}/${id}@evil.example/reauth`,
    `${base}/@evil.example/${id}/reauth`,
    `@evil.example${base}/${id}/reauth`,
    `//evil.example${base}/${id}/reauth`,
    `${base}/${id}\u00a0/reauth`,
    `${base}/${id}\u00ad/reauth`,
    `${base}/${"a".repeat(101)}/reauth`,
    `${base}/${"a/".repeat(3_000)}reauth`,
    `${base}/${"../".repeat(3_000)}reauth`,
    `/${"a".repeat(100_000)}`,
    "*",
    "flex",
    `http:${base}/${id}/reauth`,
    `http://${base}/${id}/reauth`,
    `http://evil.example/sandbox/reset`,
    `http://${host}/flex/../sandbox/reset`,
    `http://${host}@evil.example/v1/checkout/sessions/${id}/reauth`,
    `javascript:${base}/${id}/reauth`,
    `file://${base}/${id}/reauth`,
  ];
};

/** Returns true if a lenient parser could read the target as the route that the token is valid for. */
function isTheRoute(target, id, origin) {
  const route = `/flex/v1/checkout/sessions/${id}/reauth`;
  const path = target.replace(/^http:\/\/(?=\/)/, "");
  try {
    return new URL(path.startsWith("/") ? origin + path : path, origin).pathname === route;
  } catch {
    return false;
  }
}

export async function refuses_every_other_path(t) {
  const [session, other] = [await t.seed(), await t.seed()];
  const { requests } = await t.arrivals(async () => {
    for (const target of tricks(session.id, other.id, t.host)) {
      const shown = JSON.stringify(target.slice(0, 150));
      const request = await t.wanted(session, { target });
      const { answers, ended } = await t.exchange(requestText(request));
      ok(ended !== "silent", `no answer to ${shown}`);
      for (const answer of answers) {
        if (isTheRoute(target, session.id, t.origin)) continue;
        ok(answer.status >= 300, `status ${answer.status} for ${shown}`);
        if (answer.isFromGateway && answer.status >= 500) throw new Error(`${answer.status} for ${shown}`);
      }
    }
  });
  const found = [...new Set(requests.map(({ method, path, query }) => `${method} ${path} ${query ?? ""}`))];
  const route = `POST /v1/checkout/sessions/${session.id}/reauth `;
  deepEqual(
    found.filter((path) => path !== route),
    [],
    "paths at Flex",
  );
  equal((await other.entry()).reauths, 0, "reauths of the other session");
}

export async function serves_an_absolute_request_target_only_for_its_own_origin(t) {
  const session = await t.seed();
  const path = `/flex/v1/checkout/sessions/${session.id}/reauth`;
  const { result, requests } = await t.arrivals(async () => {
    const request = await t.wanted(session, { target: `http://${t.host}${path}` });
    return t.send(requestText(request));
  });
  const served = result.status === 200 ? [path.slice("/flex".length)] : [];
  ok(result.status === 200 || result.status >= 400, `status ${result.status}`);
  deepEqual(
    requests.map((request) => request.path),
    served,
    "paths at Flex",
  );
  // The gateway's own origin is that of the target, and a token is not valid for another origin.
  const headers = { "flex-session-token": null, origin: "http://evil.example" };
  for (const host of ["evil.example", t.host, ""])
    await t.sendsNothing(async () => {
      const request = await t.wanted(session, {
        target: `http://evil.example${path}`,
        headers: { ...headers, host },
      });
      for (const answer of (await t.exchange(requestText(request))).answers)
        ok(answer.status >= 400, `status ${answer.status} for the host "${host}"`);
    });
}

export async function forwards_the_expand_parameters(t) {
  const session = await t.seed("hold_expiring");
  const { requests } = await t.arrivals(async () => {
    for (const query of [
      "?",
      "?expand_customer=true",
      "?expand=customer,payment_intent",
      "?&expand=invoice&",
    ])
      equal((await t.call(session, { query })).status, 200, `status for ${query}`);
  });
  deepEqual(
    requests.map(({ query }) => query ?? ""),
    ["", "expand_customer=true", "expand_customer=true&expand_payment_intent=true", "expand_invoice=true"],
    "queries at Flex",
  );
}

export async function refuses_other_query_parameters(t) {
  const session = await t.seed();
  for (const query of [
    "?expand_customer=false",
    "?expand_customer",
    "?expand=",
    "?expand=customer%26x=y",
    "?expand=customer%00",
    "?expand=../reauth",
    "?expand[]=customer",
    "?expand=Customer",
    "?expand=customer;x=y",
    "?Expand=customer",
    "?expand=customer&expand=customer&x",
    "?api_key=fsk_1",
    "?x=y",
    "?%65xpand=customer",
    "?expand_customer=true&amount=1",
    "?expand_customer=true?x=y",
    "?expand_a%0d%0ax=true",
    `?expand=${"a,".repeat(40)}a`,
    `?${"expand_a=true&".repeat(40)}`,
  ]) {
    const answer = await t.sendsNothing(() => t.call(session, { query }), query);
    t.isRefused(answer, "query_not_known", query);
  }
}
