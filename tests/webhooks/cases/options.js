// Options and secrets.

import { each, matches, ok, rejects, throws } from "../../support/assert.js";
import { EVENT, SECRET, signed } from "../signed.js";
import { accepts, isRefusal, misconfigured } from "./check.js";

const KEY = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

export async function accepts_only_well_formed_secrets(pkg) {
  const webhook = await signed();
  for (const secret of [`fwhsec_${KEY}`, `whsec_${KEY}`, ` whsec_${KEY}\r\n`])
    await accepts(pkg, webhook, { secret });
  const malformed = [
    undefined,
    null,
    7,
    "",
    KEY,
    "fwhsec_",
    "whsec_",
    "fwhsec_c2hvcnQ=",
    // 15 bytes.
    "whsec_AAAAAAAAAAAAAAAAAAAA",
    `fwhsec_${KEY.slice(0, -1)}*`,
    `fwhsec_${KEY}A`,
    `fwhsec_${KEY}====`,
    `xwhsec_${KEY}`,
    `fsk_test_${KEY}`,
    `fwhsec_${KEY} whsec_${KEY}`,
    `fwhsec_${KEY},whsec_${KEY}`,
  ];
  await each(malformed, async (secret) => {
    for (const options of [{ secret }, { secrets: [SECRET, secret] }]) {
      const message = await misconfigured(pkg, webhook, options);
      matches(message, /^each secret must be a string that begins with fwhsec_ or whsec_/);
      ok(!message.includes("MfKQ"), message);
    }
    const error = await rejects(() => pkg.signTestWebhook(EVENT, secret));
    ok(pkg.FlexError.is(error) && error.kind === "configuration", `signTestWebhook: ${error}`);
  });
}

export async function rejects_invalid_options(pkg) {
  const webhook = await signed();
  for (const [options, message] of [
    [undefined, /^the options of verifyWebhook must be an object\.$/],
    [null, /^the options of verifyWebhook must be an object\.$/],
    [SECRET, /^the options of verifyWebhook must be an object\.$/],
    [{ secret: SECRET, tolerence: 5 }, /^verifyWebhook has no option tolerence; its options are secret, /],
    [{ secret: SECRET, secrets: [SECRET] }, /^secret and secrets exclude each other\.$/],
    [{ secrets: [] }, /^secrets must be an array of at least one secret\.$/],
    [{ secrets: SECRET }, /^secrets must be an array of at least one secret\.$/],
    ...[-1, Number.NaN, Number.POSITIVE_INFINITY, "300", null].map((tolerance) => [
      { secret: SECRET, tolerance },
      /^tolerance must be a number of seconds, 0 or more\.$/,
    ]),
  ])
    matches(await misconfigured(pkg, webhook, options), message);
}

export function rejects_bodies_that_cannot_be_parsed({ parseWebhook, FlexError }) {
  for (const body of ["", "{", "null", "[]", new Uint8Array()])
    isRefusal(
      FlexError,
      throws(() => parseWebhook(body)),
      "not_json",
    );
  for (const body of [undefined, null, {}, EVENT])
    isRefusal(
      FlexError,
      throws(() => parseWebhook(body)),
      "body_used",
    );
}
