// Signatures and timestamps.

import { each, equal } from "../../support/assert.js";
import { at, OTHER_SECRET, requestOf, SECRET, SVIX, signed } from "../signed.js";
import { accepts, refuses } from "./check.js";

/** Returns Svix's example with other headers. */
const example = (more) => ({
  headers: {
    "svix-id": SVIX.id,
    "svix-timestamp": String(SVIX.timestamp),
    "svix-signature": SVIX.signature,
    ...more,
  },
  body: SVIX.body,
});

const { secret } = SVIX;
const EVENT = JSON.parse(SVIX.body);

export async function accepts_the_example_in_svixs_documentation(pkg) {
  await at(SVIX.timestamp, () => accepts(pkg, example(), { secret }, EVENT));
  await refuses(pkg, example(), "out_of_time", { secret });
}

export async function rejects_forged_and_altered_webhooks(pkg) {
  const webhook = await signed();
  const { headers, body } = webhook;
  await accepts(pkg, webhook);
  for (const [label, altered] of Object.entries({
    "another body": { headers, body: `${body} ` },
    "no body": { headers, body: "" },
    "another id": { headers: { ...headers, "svix-id": "msg_2" }, body },
    "another time": {
      headers: { ...headers, "svix-timestamp": String(Number(headers["svix-timestamp"]) + 1) },
      body,
    },
    "another secret": await signed({ secret: OTHER_SECRET }),
  })) {
    const { code } = await refuses(pkg, altered, "wrong_signature");
    equal(code, "wrong_signature", label);
    await refuses(pkg, requestOf(altered), "wrong_signature");
  }
}

export async function checks_every_signature_of_the_known_version(pkg) {
  const other = `v1,${"A".repeat(43)}=`;
  const { signature: right } = SVIX;
  const verify = (header, code) => {
    const webhook = example({ "svix-signature": header });
    return code ? refuses(pkg, webhook, code, { secret }) : accepts(pkg, webhook, { secret }, EVENT);
  };
  await at(SVIX.timestamp, async () => {
    await each(
      [
        right,
        `${right} ${other}`,
        `v2,abc v1a,${right.slice(3)} ${other} v1,short ${right}`,
        `${other}\t${right} `,
        [...Array(7).fill(other), right].join(" "),
      ],
      (header) => verify(header),
    );
    // Only the first eight are checked.
    await verify([...Array(8).fill(other), right].join(" "), "wrong_signature");
    const none = ["", "v1", "v1,", "g0hM9SsE", "v2,g0hM9SsE", "v1,****", `v2,${right.slice(3)}`];
    const malformed = [
      right.slice(3),
      `${right}=`,
      right.slice(0, -1),
      `v1,${"*".repeat(43)}=`,
      "v1,é",
      `${right},x`,
    ];
    await each([...none, ...malformed], (header) => verify(header, "no_signature"));
  });
}

export async function refuses_webhooks_of_another_time(pkg) {
  const { timestamp: now } = SVIX;
  const verify = (clock, code, options) =>
    at(clock, () =>
      code
        ? refuses(pkg, example(), code, { secret, ...options })
        : accepts(pkg, example(), { secret, ...options }, EVENT),
    );
  await verify(now + 300);
  await verify(now - 300);
  for (const clock of [now + 301, now - 301, 0, 8_640_000_000_000]) await verify(clock, "out_of_time");
  const tolerance = 10;
  await verify(now + 10, undefined, { tolerance });
  await verify(now + 11, "out_of_time", { tolerance });
  await verify(now, undefined, { tolerance: 0 });
  await verify(now + 1, "out_of_time", { tolerance: 0 });
  await verify(now + 86_400, undefined, { tolerance: 86_400 });
}

export async function accepts_rotated_secrets(pkg) {
  const webhook = await signed();
  for (const secrets of [[SECRET], [SECRET, OTHER_SECRET], [OTHER_SECRET, SECRET], [` ${SECRET}\n`]])
    await accepts(pkg, webhook, { secrets });
  await refuses(pkg, webhook, "wrong_signature", { secrets: [OTHER_SECRET] });
  // A sender that rotates its secret signs with both.
  const timestamp = Number(webhook.headers["svix-timestamp"]);
  const former = await signed({ secret: OTHER_SECRET, timestamp });
  const both = `${former.headers["svix-signature"]} ${webhook.headers["svix-signature"]}`;
  for (const secret of [SECRET, OTHER_SECRET])
    await accepts(pkg, { ...webhook, headers: { ...webhook.headers, "svix-signature": both } }, { secret });
}
