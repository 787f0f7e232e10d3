// A session's id is one path segment, whatever it contains.

import { equal } from "../../support/assert.js";
import { recordingFetch } from "../context.js";

const REFUSED = [
  "",
  ".",
  "..",
  "%2e",
  "%2E",
  "%2e%2e",
  ".%2E",
  "%2e.",
  "%2%65",
  "...",
  null,
  undefined,
  42,
  {},
  ["fcs_1"],
];

const ENCODED = {
  "a/b": "a%2Fb",
  "../reauth": "..%2Freauth",
  "a\\b": "a%5Cb",
  "a?b=c": "a%3Fb%3Dc",
  "a#b": "a%23b",
  "a b": "a%20b",
  "100%": "100%25",
  "%2e%2e/x": "%252e%252e%2Fx",
  "…": "%E2%80%A6",
};

export async function rejects_an_id_that_is_not_a_path_segment(t) {
  const { fetch, calls } = recordingFetch();
  const flex = t.client({ fetch });
  for (const id of REFUSED) {
    await t.rejects(() => flex.reauth(id), { kind: "configuration", outcome: "not_sent", attempts: 0 });
    await t.rejects(() => flex.reauth(id).withResponse(), { kind: "configuration", outcome: "not_sent" });
    await t.rejects(() => flex.retrieve(id), { kind: "configuration" });
  }
  equal(calls.length, 0, "requests");
}

export async function keeps_an_id_in_one_path_segment(t) {
  for (const [id, segment] of Object.entries(ENCODED)) {
    const { fetch, calls } = recordingFetch();
    const flex = t.client({ fetch });
    await t.rejects(() => flex.reauth(id), { kind: "not_found", outcome: "rejected" });
    await t.rejects(() => flex.retrieve(id), { kind: "not_found", outcome: "none" });
    equal(calls[0].url, `${t.env.baseURL}/v1/checkout/sessions/${segment}/reauth`, "URL of the reauth");
    equal(calls[1].url, `${t.env.baseURL}/v1/checkout/sessions/${segment}`, "URL of the retrieve");
  }
}

export async function leaves_an_ordinary_id_alone(t) {
  for (const id of ["fcs_01HW5KTQQAAQ66WV19MFW4DTT4", "fcs_01kbjcmbt5mhsmaggfqc1a4rns", "a-b.c~d", "..._"]) {
    const { fetch, calls } = recordingFetch();
    await t.rejects(() => t.client({ fetch }).retrieve(id), { kind: "not_found" });
    equal(calls[0].url, `${t.env.baseURL}/v1/checkout/sessions/${id}`, "URL");
  }
}
