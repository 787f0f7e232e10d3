// The responses that calls are measured on, all built from the documented one.

import { readFileSync } from "node:fs";
import { model } from "../schemas/model.mjs";

/** The session of every call and every response. */
export const ID = "fcs_01kbjcmbt5mhsmaggfqc1a4rns";

const FIXTURE = new URL("../../tests/fixtures/reauth-response.documented.json", import.meta.url);
const session = (change = () => {}) => {
  const body = JSON.parse(readFileSync(FIXTURE, "utf8"));
  body.checkout_session.checkout_session_id = ID;
  change(body.checkout_session);
  return body;
};

/** Replaces related objects by their ids, as in an unexpanded response. */
function collapse(object, name) {
  for (const { name: field, shape } of model.fields(name)) {
    const value = object[field];
    if (value === null || typeof value !== "object") continue;
    if (shape.kind === "expandable") {
      object[field] = Object.entries(value).find(([key]) => key.endsWith("_id"))[1];
    } else if (shape.kind === "object") {
      collapse(value, shape.object);
    } else if (shape.kind === "list" && shape.element.kind === "object") {
      for (const element of value) collapse(element, shape.element.object);
    }
  }
}

/** Returns a response with `count` captures of five items each. */
const withCaptures = (count) =>
  session((session) => {
    const [capture] = session.captures;
    const items = Array(5).fill(capture.items[0]);
    session.captures = Array(count).fill({ ...capture, items });
  });

const bodies = {
  documented: session(),
  unexpanded: session((session) => collapse(session, model.root)),
  "400 captures": withCaptures(400),
};

/** The bytes of each body by name. */
export const BODIES = Object.fromEntries(
  Object.entries(bodies).map(([name, body]) => [name, Buffer.from(JSON.stringify(body))]),
);

/** Returns an unexpanded response of about this many bytes: the more captures, the larger. */
export function bodyOf(size) {
  const body = structuredClone(bodies.unexpanded);
  const [capture] = body.checkout_session.captures;
  const each = JSON.stringify(capture).length + 1;
  const more = Math.max(0, Math.round((size - JSON.stringify(body).length) / each));
  body.checkout_session.captures = Array(1 + more).fill(capture);
  return Buffer.from(JSON.stringify(body));
}

/** Returns the formatted size of a body. */
export function sizeOf(name) {
  const bytes = BODIES[name].length;
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1000).toFixed(1)} KB`;
}
