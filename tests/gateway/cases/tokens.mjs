// Who may do what, by the token that the merchant's server made.

import { deepEqual, equal } from "../../support/assert.js";
import { claimsFor, now, signedToken } from "../tokens.mjs";

const HEADER = "flex-session-token";

/** A token is refused, and only the merchant learns why. */
async function refusesToken(t, session, token, word, wishes = {}) {
  for (const text of [token ?? []].flat()) if (text.length > 20) t.secret(text);
  const { result, lines } = await t.lines(1, () =>
    t.refuses(
      session,
      { ...wishes, headers: { [HEADER]: token, ...wishes.headers } },
      "not_authorized",
      word,
    ),
  );
  equal(result.status, 403, `status of ${word}`);
  equal(lines[0].refused, word, `word for ${token}`);
  return result;
}

export async function takes_a_token_of_a_server_that_is_of_another_make(t) {
  const session = await t.seed();
  const token = t.secret(signedToken(claimsFor(session), t.env.secrets.current));
  for (const action of ["retrieve", "reauth"]) {
    const answer = await t.call(session, { action, headers: { [HEADER]: token } });
    equal(answer.status, 200, `status of ${action}`);
  }
}

export async function refuses_to_act_without_a_token(t) {
  const session = await t.seed();
  await refusesToken(t, session, null, "token_missing");
  await refusesToken(t, session, "", "token_missing");
  await refusesToken(t, session, null, "token_missing", { action: "retrieve" });
}

/** They end up in logs, in histories, and in the requests of other sites. */
export async function takes_no_token_from_anywhere_else(t) {
  const session = await t.seed();
  const token = await t.token(session);
  for (const headers of [
    { authorization: `Bearer ${token}` },
    { cookie: `${HEADER}=${token}` },
    { "x-flex-session-token": token },
  ])
    await refusesToken(t, session, null, "token_missing", { headers });
  const headers = { [HEADER]: null };
  for (const name of [HEADER, "token", "flex_session_token"])
    await t.refuses(session, { query: `?${name}=${token}`, headers }, "query_not_known");
}

export async function refuses_tokens_that_are_none(t) {
  const session = await t.seed();
  const token = await t.token(session);
  const mac = token.slice(-64);
  const claims = claimsFor(session);
  const signed = (changes) => signedToken({ ...claims, ...changes }, t.env.secrets.current);
  for (const text of [
    "x",
    ".",
    mac,
    `.${mac}`,
    token.slice(0, -1),
    token.slice(0, -64),
    `${token}0`,
    `${token}.`,
    token.slice(0, -64) + mac.toUpperCase(),
    token.toUpperCase(),
    token.replaceAll(".", ".."),
    `Bearer ${token}`,
    `"${token}"`,
    `${token}, ${token}`,
    // A mac is no licence to be of another shape.
    signed({ version: "fst2" }),
    signed({ version: "" }),
    signed({ actions: "" }),
    signed({ actions: "reauth+" }),
    signed({ actions: "reauth+capture" }),
    signed({ actions: "*" }),
    signed({ issued: "" }),
    signed({ issued: `0${claims.issued}` }),
    signed({ issued: `+${claims.issued}` }),
    signed({ issued: `-${claims.issued}` }),
    signed({ expires: "never" }),
    signed({ expires: "18446744073709551616" }),
    signed({ expires: "1e99" }),
    signed({ nonce: "" }),
    signed({ nonce: "a b" }),
    signed({ subject: "a b" }),
    signed({ subject: "s".repeat(256) }),
    "fst1.".repeat(1_000),
    `fst1\t${token.slice(4)}`,
  ])
    await refusesToken(t, session, text, "token_malformed");
}

export async function refuses_several_tokens_even_if_each_is_good(t) {
  const session = await t.seed();
  const [first, second] = [await t.token(session), await t.token(session)];
  await refusesToken(t, session, [first, second], "token_malformed");
  await refusesToken(t, session, [first, first], "token_malformed");
}

export async function refuses_forged_tokens(t) {
  const session = await t.seed();
  const claims = claimsFor(session);
  const { current } = t.env.secrets;
  const good = signedToken(claims, current);
  const mac = good.slice(-64);
  const flipped = (mac[0] === "0" ? "1" : "0") + mac.slice(1);
  for (const token of [
    good.slice(0, -64) + flipped,
    good.slice(0, -64) + mac.slice(0, -1) + (mac.at(-1) === "0" ? "1" : "0"),
    good.slice(0, -64) + "0".repeat(64),
    signedToken(claims, "a secret of somebody else that is long"),
    signedToken(claims, `${current} `),
    signedToken(claims, current.slice(1)),
    signedToken(claims, ""),
    // Its holder would like it to be more.
    good.replace(`.${claims.expires}.`, `.${claims.expires + 60}.`),
    good.replace(`.${claims.issued}.`, `.${claims.issued - 1}.`),
    good.replace(claims.nonce, `0${claims.nonce.slice(1)}`.replace(/^00/, "01")),
    good.replace(`${claims.nonce}..`, `${claims.nonce}.somebody.`),
  ])
    if (token !== good) await refusesToken(t, session, token, "token_forged");
  const readOnly = signedToken({ ...claims, actions: "retrieve" }, current);
  await refusesToken(t, session, readOnly.replace(".retrieve.", ".reauth."), "token_forged");
  const other = await t.seed();
  await refusesToken(t, other, good.replace(session.id, other.id), "token_forged");
}

/** What stands where in a token cannot be moved by what is in it. */
export async function refuses_tokens_whose_parts_were_moved(t) {
  const session = await t.seed();
  const other = await t.seed();
  const { current } = t.env.secrets;
  const claims = { ...claimsFor(session), subject: `x.${other.id}.reauth` };
  const good = signedToken(claims, current);
  const answer = await t.call(session, { headers: { [HEADER]: t.secret(good) } });
  equal(answer.status, 200, "status with dots in the subject");
  await refusesToken(t, other, good, "token_of_another_session");
  const parts = good.split(".");
  const moved = [parts[0], other.id, ...parts.slice(2)].join(".");
  await refusesToken(t, other, moved, "token_forged");
}

export async function refuses_tokens_of_another_time(t) {
  const session = await t.seed();
  const signed = (changes) => signedToken({ ...claimsFor(session), ...changes }, t.env.secrets.current);
  const rows = [
    ["token_expired", { issued: now() - 120, expires: now() - 1 }],
    ["token_expired", { issued: now() - 120, expires: now() }],
    ["token_expired", { expires: 0 }],
    // Older than the gateway takes, though it says of itself that it is good for a year.
    ["token_expired", { issued: now() - 901, expires: now() + 31_536_000 }],
    ["token_expired", { issued: 0, expires: "18446744073709551615" }],
    ["token_from_the_future", { issued: now() + 120, expires: now() + 240 }],
    ["token_from_the_future", { issued: "18446744073709551615", expires: "18446744073709551615" }],
  ];
  for (const [word, changes] of rows) await refusesToken(t, session, signed(changes), word);
  const early = t.secret(signed({ issued: now() + 30 }));
  equal((await t.call(session, { headers: { [HEADER]: early } })).status, 200, "status 30 s ahead");
}

export async function refuses_tokens_of_another_session_or_action(t) {
  const [session, other] = [await t.seed(), await t.seed()];
  await refusesToken(t, session, await t.token(other), "token_of_another_session");
  const shouted = signedToken(
    { ...claimsFor(session), session: session.id.toLowerCase() },
    t.env.secrets.current,
  );
  await refusesToken(t, session, shouted, "token_of_another_session");
  const reader = await t.token(session, { actions: ["retrieve"] });
  await refusesToken(t, session, reader, "token_for_another_action");
  const renewer = await t.token(session, { actions: ["reauth"] });
  await refusesToken(t, session, renewer, "token_for_another_action", { action: "retrieve" });
  const read = await t.call(session, { action: "retrieve", headers: { [HEADER]: reader } });
  equal(read.status, 200, "status of a read by a reader");
}

export async function tells_all_whom_it_refuses_the_same(t) {
  const session = await t.seed();
  const claims = claimsFor(session);
  const { current } = t.env.secrets;
  const texts = [
    [null, "token_missing"],
    ["x", "token_malformed"],
    [signedToken(claims, "x".repeat(32)), "token_forged"],
    [signedToken({ ...claims, expires: 1 }, current), "token_expired"],
    [signedToken(claimsFor(await t.seed()), current), "token_of_another_session"],
  ];
  const bodies = new Set();
  for (const [token, word] of texts) bodies.add((await refusesToken(t, session, token, word)).text);
  for (const gateway of ["refused", "refused-with-a-word"])
    bodies.add((await t.refuses(session, { gateway }, "not_authorized")).text);
  equal(bodies.size, 1, "bodies of refusals");
}

export async function changes_secrets_without_refusing_anybody(t) {
  const { current, former } = t.env.secrets;
  const session = await t.seed("minimal");
  const status = async (gateway, secret) => {
    const token = await t.token(session, { secret });
    return (await t.call(session, { action: "retrieve", gateway, headers: { [HEADER]: token } })).status;
  };
  // Before the change, while both are good, and after it.
  const secrets = { current, former, "both, the new one first": [current, former] };
  const expected = { "old-secret": [403, 200, 403], flex: [200, 200, 200], "new-secret": [200, 403, 200] };
  const found = {};
  for (const gateway of Object.keys(expected)) {
    found[gateway] = [];
    for (const secret of Object.values(secrets)) found[gateway].push(await status(gateway, secret));
  }
  deepEqual(found, expected, `statuses of tokens signed with ${Object.keys(secrets).join("; ")}`);
}
