// The package against those of Svix and of Standard Webhooks, in Node.

import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { deepEqual, equal } from "../support/assert.js";
import { randomOf } from "../support/random.mjs";
import { runAll } from "../support/suite.js";
import { EVENT, OTHER_SECRET, SECRET, SETS, signatureOf } from "./signed.js";

/** They know no `fwhsec_`. */
const theirs = (secret) => secret.replace(/^f/, "");

const PEERS = { svix: SvixWebhook, standardwebhooks: StandardWebhook };

const [STANDARD, SVIX] = SETS;

const CASES = {
  async signs_webhooks_that_both_accept({ signTestWebhook }) {
    for (const [name, Webhook] of Object.entries(PEERS)) {
      const { headers, body } = await signTestWebhook(EVENT, SECRET);
      deepEqual(new Webhook(theirs(SECRET)).verify(body, headers), EVENT, name);
      deepEqual(new Webhook(theirs(SECRET)).verify(Buffer.from(body), headers), EVENT, name);
    }
  },
  async accepts_webhooks_that_both_sign({ verifyWebhook }) {
    for (const [name, Webhook] of Object.entries(PEERS)) {
      const [id, time, body] = ["msg_1", new Date(), JSON.stringify(EVENT)];
      const values = [id, Math.floor(time / 1000), new Webhook(theirs(SECRET)).sign(id, time, body)].map(
        String,
      );
      for (const names of SETS) {
        const headers = Object.fromEntries(names.map((name, index) => [name, values[index]]));
        for (const secret of [SECRET, theirs(SECRET)])
          deepEqual(await verifyWebhook({ headers, body }, { secret }), EVENT, `${name} with ${names[0]}`);
      }
    }
  },
  async accepts_exactly_what_both_accept({ verifyWebhook, FlexError }) {
    const seed = Date.now() % 1_000_000;
    const random = randomOf(seed);
    const pick = (...choices) => choices[Math.floor(random() * choices.length)];
    const counts = { accepted: 0, refused: 0 };
    for (let count = 0; count < 2_000; count++) {
      const [id, body] = [
        pick("msg_1", "a", "Z9_-~"),
        pick("{}", JSON.stringify(EVENT), '{"a":"\ud83d\udc8a"}'),
      ];
      const now = Math.floor(Date.now() / 1000);
      // Far from the limits of 300 seconds, which the clock would cross.
      const timestamp = now + pick(0, 0, 0, 0, -280, 280, -320, 320, -100_000);
      const right = await signatureOf(SECRET, id, timestamp, body);
      const signatures = Array.from({ length: pick(1, 1, 2, 3) }, () =>
        pick(
          right,
          right,
          right,
          flipped(right, random),
          "v1,",
          `v1a,${right.slice(3)}`,
          `v2,${right.slice(3)}`,
          "x",
        ),
      );
      signatures.push(...(pick(0, 0, 1) ? [await signatureOf(OTHER_SECRET, id, timestamp, body)] : []));
      const sent = [id, pick(timestamp, timestamp, timestamp, timestamp + 1), signatures.join(" ")].map(
        String,
      );
      const received = pick(body, body, body, `${body} `);
      const names = pick(STANDARD, SVIX);
      const headers = (names) => Object.fromEntries(names.map((name, index) => [name, sent[index]]));
      const verdict = await verifyWebhook(
        { headers: headers(names), body: received },
        { secret: SECRET },
      ).then(
        () => true,
        (error) => {
          equal(FlexError.is(error) && error.kind, "webhook");
          return false;
        },
      );
      const label = `${JSON.stringify({ headers: headers(names), received })} from seed ${seed}`;
      for (const [name, Webhook] of Object.entries(PEERS))
        equal(
          isAccepted(Webhook, received, headers(name === "svix" ? names : STANDARD)),
          verdict,
          `${name}: ${label}`,
        );
      counts[verdict ? "accepted" : "refused"] += 1;
    }
    for (const [verdict, number] of Object.entries(counts))
      equal(number > 200, true, `${number} were ${verdict} from seed ${seed}`);
  },
};

function isAccepted(Webhook, body, headers) {
  try {
    new Webhook(theirs(SECRET)).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

/** Returns a signature with one other character of its base64. */
function flipped(signature, random) {
  const at = 3 + Math.floor(random() * 42);
  return `${signature.slice(0, at)}${signature[at] === "A" ? "B" : "A"}${signature.slice(at + 1)}`;
}

export const run = (pkg, env) => runAll(CASES, pkg, env);
