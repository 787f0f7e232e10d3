// Sets and forms of headers.

import { each } from "../../support/assert.js";
import { EVENT, requestOf, SETS, signed } from "../signed.js";
import { accepts, misconfigured, refuses } from "./check.js";

export async function accepts_every_set_of_headers(pkg) {
  for (const names of SETS) {
    const webhook = await signed({ names });
    await accepts(pkg, webhook);
    await accepts(pkg, requestOf(webhook));
    for (const [name, code] of names.map((name, index) => [name, index < 2 ? "malformed" : "no_signature"])) {
      const { [name]: _, ...headers } = webhook.headers;
      await refuses(pkg, { ...webhook, headers }, code);
      await refuses(pkg, { ...webhook, headers: { ...headers, [name]: "" } }, code);
    }
  }
  await refuses(pkg, { headers: {}, body: "{}" }, "malformed");
}

export async function prefers_a_complete_set_of_headers(pkg) {
  const webhook = await signed({ names: SETS[2] });
  await accepts(pkg, {
    ...webhook,
    headers: { "webhook-id": "x", "svix-timestamp": "1", ...webhook.headers },
  });
}

export async function accepts_every_form_of_headers(pkg) {
  const { headers, body } = await signed();
  const pairs = Object.entries(headers);
  const capital = pairs.map(([name, value]) => [name.replace("svix", "Svix").toUpperCase(), value]);
  await each(
    [
      new Headers(headers),
      headers,
      Object.fromEntries(capital),
      Object.fromEntries(pairs.map(([name, value]) => [name, [value]])),
      { host: "shop.example", "x-none": undefined, ...headers },
      pairs,
      capital,
      new Map(pairs),
      new Map(pairs).entries(),
      { get: (name) => headers[name] ?? null },
    ],
    (form) => accepts(pkg, { headers: form, body }),
  );
}

export async function joins_repeated_signatures(pkg) {
  const { headers, body } = await signed();
  const { "svix-signature": right, ...others } = headers;
  const wrong = `v1,${"A".repeat(43)}=`;
  await accepts(pkg, { headers: { ...others, "svix-signature": [wrong, right] }, body });
  await accepts(pkg, {
    headers: [...Object.entries(headers), ["SVIX-SIGNATURE", wrong]],
    body,
  });
  await refuses(pkg, { headers: { ...headers, "svix-id": ["msg_1", "msg_1"] }, body }, "malformed");
}

export async function refuses_malformed_headers(pkg) {
  const now = Math.floor(Date.now() / 1000);
  const ids = ["msg.1", "msg 1", "msg\t1", "m\u00e9", "💊", "m".repeat(257)];
  const timestamps = [
    "soon",
    `+${now}`,
    `-${now}`,
    `${now}.0`,
    `${now}x`,
    ` ${now}`,
    `0x${now.toString(16)}`,
    "1e9",
    "NaN",
    "Infinity",
    "9".repeat(20),
  ];
  await each(
    [...ids.map((id) => ({ id })), ...timestamps.map((timestamp) => ({ timestamp }))],
    async (malformed) => refuses(pkg, await signed(malformed), "malformed"),
  );
  await accepts(pkg, await signed({ id: "m".repeat(256) }));
  await accepts(pkg, await signed({ id: "!#$%&'()*+,-/:;<=>?@[]^_`{|}~" }));
}

export async function rejects_headers_that_are_none(pkg) {
  for (const headers of [undefined, null, "svix-id: 1", 7])
    await misconfigured(
      pkg,
      { headers, body: JSON.stringify(EVENT) },
      { secret: "whsec_AAAAAAAAAAAAAAAAAAAAAA==" },
    );
  for (const request of [undefined, null, "{}"])
    await misconfigured(pkg, request, { secret: "whsec_AAAAAAAAAAAAAAAAAAAAAA==" });
}
