// The fields of a session that the gateway returns.

import { readFileSync } from "node:fs";
import { deepEqual, equal, ok } from "../../support/assert.js";

const fixture = (name) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), "utf8");
const PUBLIC = new Set(fixture("public-fields.txt").trim().split("\n"));
const DOCUMENTED = JSON.parse(fixture("reauth-response.documented.json"));

/** The paths in a value: field names separated by dots. */
function placesOf(value, path = "", found = new Set()) {
  if (Array.isArray(value)) for (const element of value) placesOf(element, path, found);
  else if (typeof value === "object" && value !== null)
    for (const [name, inner] of Object.entries(value)) {
      const place = path ? `${path}.${name}` : name;
      found.add(place);
      placesOf(inner, place, found);
    }
  return found;
}

/** Copies the public fields of the documented response. */
function publicPart(value, path = "") {
  if (Array.isArray(value)) return value.map((element) => publicPart(element, path));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, inner]) => [name, inner, path ? `${path}.${name}` : name]);
  const staying = fields.filter(([, , place]) => place === "checkout_session" || PUBLIC.has(place));
  return Object.fromEntries(staying.map(([name, inner, place]) => [name, publicPart(inner, place)]));
}

export async function returns_exactly_the_public_fields_of_the_documented_response(t) {
  for (const action of ["reauth", "retrieve"]) {
    const answer = await t.call(await t.seed("documented"), { action });
    equal(answer.status, 200, `status of ${action}`);
    const shown = JSON.parse(answer.text);
    const expected = publicPart(DOCUMENTED);
    // The seeded session has another id.
    expected.checkout_session.checkout_session_id = shown.checkout_session.checkout_session_id;
    deepEqual(shown, expected, "what is shown");
    const places = [...placesOf(DOCUMENTED)].filter((place) => PUBLIC.has(place));
    deepEqual(
      [...placesOf(shown)].filter((place) => place !== "checkout_session"),
      places,
      "places",
    );
    ok(places.length > 20, `${places.length} public places`);
  }
}

export async function returns_only_public_fields_of_every_kind_of_session(t) {
  const all = "?expand=customer,payment_intent,subscription,invoice";
  for (const kind of ["hold_expiring", "expired", "split_cart", "subscription", "documented", "minimal"])
    for (const action of ["reauth", "retrieve"]) {
      const answer = await t.call(await t.seed(kind), { action, query: all });
      equal(answer.status, 200, `status of ${kind}`);
      for (const place of placesOf(JSON.parse(answer.text)))
        ok(place === "checkout_session" || PUBLIC.has(place), `${place} of ${kind} leaves`);
    }
}

export async function withholds_unknown_fields(t) {
  const secret = "whsec-2f7a";
  const patch = {
    client_secret: secret,
    new_field: secret,
    metadata: { note: secret },
    customer: { email: "jane@mail.example", new_field: secret },
    tax_rate: [{ x: secret }],
    captures: { x: secret },
  };
  const fields = `"checkout_session_id":"{id}","c\\u006cient_secret":"${secret}","customer":{"em\\u0061il":"${secret}"}`;
  const bodies = [
    JSON.stringify({
      checkout_session: { ...DOCUMENTED.checkout_session, checkout_session_id: "{id}" },
      secret,
      more: { secret },
    }),
    // Escaped names, repeated names, and names with a meaning in JavaScript.
    `{"checkout_session":{${fields},"__proto__":{"client_secret":"${secret}"},"constructor":"${secret}"}}`,
    `{"checkout_session":{${fields}},"checkout_session":{${fields},"metadata":{},"metadata":"${secret}"}}`,
    `{"check\\u006fut_session":{${fields}},"__proto__":{"x":"${secret}"}}`,
  ];
  const wishes = [{ patch }, ...bodies.map((body) => ({ body }))];
  for (const wish of wishes) {
    const session = await t.seed("hold_expiring", wish);
    const answer = await t.call(session, { query: "?expand_customer=true" });
    equal(answer.status, 200, "status");
    ok(!answer.text.includes(secret), `it leaves: ${answer.text.slice(0, 300)}`);
    ok(!answer.text.includes("@"), "an e-mail leaves");
  }
}

export async function exposes_only_the_listed_fields(t) {
  const answer = await t.call(await t.seed("hold_expiring"), {
    gateway: "exposing",
    query: "?expand_customer=true",
  });
  const places = [...placesOf(JSON.parse(answer.text))];
  const exposed = places.filter((place) => place !== "checkout_session" && !PUBLIC.has(place));
  const below = [...exposed].filter((place) => place !== "checkout_session.customer");
  deepEqual(below, ["checkout_session.customer.email"], "exposed");
}
