// What leaves of a session.

import { readFileSync } from "node:fs";
import { deepEqual, equal, ok } from "../../support/assert.js";

const fixture = (name) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), "utf8");
const PUBLIC = new Set(fixture("public-fields.txt").trim().split("\n"));
const DOCUMENTED = JSON.parse(fixture("reauth-response.documented.json"));

/** The places of a value, by the names of the fields on the way to them. */
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

/** What is left of the documented response where only public places stay. */
function publicPart(value, path = "") {
  if (Array.isArray(value)) return value.map((element) => publicPart(element, path));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, inner]) => [name, inner, path ? `${path}.${name}` : name]);
  const staying = fields.filter(([, , place]) => place === "checkout_session" || PUBLIC.has(place));
  return Object.fromEntries(staying.map(([name, inner, place]) => [name, publicPart(inner, place)]));
}

export async function shows_of_the_documented_response_exactly_the_public_fields(t) {
  for (const action of ["reauth", "retrieve"]) {
    const answer = await t.call(await t.seed("documented"), { action });
    equal(answer.status, 200, `status of ${action}`);
    const shown = JSON.parse(answer.text);
    const expected = publicPart(DOCUMENTED);
    // Its session has an id of its own.
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

export async function shows_of_every_kind_of_session_public_fields_alone(t) {
  const all = "?expand=customer,payment_intent,subscription,invoice";
  for (const kind of ["hold_expiring", "expired", "split_cart", "subscription", "documented", "minimal"])
    for (const action of ["reauth", "retrieve"]) {
      const answer = await t.call(await t.seed(kind), { action, query: all });
      equal(answer.status, 200, `status of ${kind}`);
      for (const place of placesOf(JSON.parse(answer.text)))
        ok(place === "checkout_session" || PUBLIC.has(place), `${place} of ${kind} leaves`);
    }
}

export async function withholds_what_nobody_knows(t) {
  const secret = "whsec-2f7a";
  const patch = {
    client_secret: secret,
    new_field: secret,
    metadata: { note: secret },
    customer: { email: "jane@mail.example", new_field: secret },
    tax_rate: [{ x: secret }],
    captures: { x: secret },
  };
  const id = DOCUMENTED.checkout_session.checkout_session_id;
  const fields = `"checkout_session_id":"${id}","c\\u006cient_secret":"${secret}","customer":{"em\\u0061il":"${secret}"}`;
  const bodies = [
    JSON.stringify({ checkout_session: DOCUMENTED.checkout_session, secret, more: { secret } }),
    // Names that are written in another way, names that come twice, and names that mean something to JavaScript.
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

export async function exposes_what_the_merchant_names_and_no_more(t) {
  const answer = await t.call(await t.seed("hold_expiring"), {
    gateway: "exposing",
    query: "?expand_customer=true",
  });
  const places = [...placesOf(JSON.parse(answer.text))];
  const exposed = places.filter((place) => place !== "checkout_session" && !PUBLIC.has(place));
  const below = [...exposed].filter((place) => place !== "checkout_session.customer");
  deepEqual(below, ["checkout_session.customer.email"], "exposed");
}
