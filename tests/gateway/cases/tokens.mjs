// Authorization by signed session tokens.

import { jwtVerify, SignJWT } from "jose";
import { deepEqual, equal } from "../../support/assert.js";
import { claimsFor, decode, encode, keyId, now, signedJson, signedToken } from "../tokens.mjs";

const HEADER = "flex-session-token";

/** Expects a refusal whose reason is only in the log. */
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

export async function accepts_tokens_of_other_libraries(t) {
  const session = await t.seed();
  const { current } = t.env.secrets;
  const jose = new SignJWT({ checkout_session_id: session.id, actions: ["reauth", "retrieve"] })
    .setProtectedHeader({ alg: "HS256", kid: keyId(current) })
    .setAudience("flex-checkout-gateway")
    .setJti("jose-1")
    .setIssuer("https://shop.example")
    .setIssuedAt()
    .setNotBefore("0s")
    .setExpirationTime("10 minutes");
  const tokens = {
    jose: await jose.sign(new TextEncoder().encode(current)),
    "node:crypto": signedToken(claimsFor(session), current),
  };
  for (const [library, token] of Object.entries(tokens))
    for (const action of ["retrieve", "reauth"]) {
      const answer = await t.call(session, { action, headers: { [HEADER]: t.secret(token) } });
      equal(answer.status, 200, `status of ${action} with a token of ${library}`);
    }
}

export async function mints_tokens_that_other_libraries_verify(t) {
  const session = await t.seed();
  const { current } = t.env.secrets;
  const token = await t.token(session, { subject: 'ann "the first"'.replaceAll(" ", "_") });
  const { payload, protectedHeader } = await jwtVerify(token, new TextEncoder().encode(current), {
    algorithms: ["HS256"],
    audience: "flex-checkout-gateway",
    typ: "JWT",
    requiredClaims: ["jti", "iat", "exp"],
    maxTokenAge: "15 minutes",
  });
  deepEqual(protectedHeader, { alg: "HS256", typ: "JWT", kid: keyId(current) }, "header");
  const { checkout_session_id, actions, sub, iat, exp } = payload;
  deepEqual(
    { checkout_session_id, actions, sub, lifetime: exp - iat },
    {
      checkout_session_id: session.id,
      actions: ["reauth", "retrieve"],
      sub: 'ann_"the_first"',
      lifetime: 900,
    },
    "claims",
  );
}

export async function refuses_a_request_without_a_token(t) {
  const session = await t.seed();
  await refusesToken(t, session, null, "token_missing");
  await refusesToken(t, session, "", "token_missing");
  await refusesToken(t, session, null, "token_missing", { action: "retrieve" });
}

/** URLs and cookies end up in logs, histories and requests of other sites. */
export async function reads_the_token_from_its_header_only(t) {
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

export async function refuses_malformed_tokens(t) {
  const session = await t.seed();
  const token = await t.token(session);
  const [header, payload, mac] = token.split(".");
  const claims = claimsFor(session);
  const { current } = t.env.secrets;
  const signed = (changes) => signedToken({ ...claims, ...changes }, current);
  const json = JSON.stringify(claims);
  const last = mac.at(-1);
  // A MAC of 256 bits has 43 characters, whose last two bits are zero.
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const noncanonical = token.slice(0, -1) + digits[digits.indexOf(last) + 1];
  for (const text of [
    "x",
    ".",
    "..",
    mac,
    `..${mac}`,
    `${header}.${payload}.`,
    `${header}.${payload}`,
    `${payload}.${header}.${mac}`,
    token.slice(0, -1),
    `${token}A`,
    `${token}=`,
    `${token}.`,
    `${token}.${mac}`,
    noncanonical,
    `${header}=.${payload}.${mac}`,
    token.toUpperCase(),
    token.replaceAll(".", ".."),
    `Bearer ${token}`,
    `"${token}"`,
    `${token}, ${token}`,
    "eyJ.".repeat(1_000),
    `${header}.${"A".repeat(4_100)}.${mac}`,
    `${header}\t.${payload}.${mac}`,
    // The signature is valid, a claim is not.
    signed({ aud: undefined }),
    signed({ aud: ["flex-checkout-gateway"] }),
    signed({ checkout_session_id: undefined }),
    signed({ checkout_session_id: [session.id] }),
    signed({ actions: undefined }),
    signed({ actions: [] }),
    signed({ actions: "reauth" }),
    signed({ actions: ["reauth", "refund"] }),
    signed({ actions: ["cancelPaymentIntent"] }),
    signed({ actions: ["*"] }),
    signed({ actions: { reauth: true } }),
    signed({ iat: undefined }),
    signed({ iat: String(claims.iat) }),
    signed({ iat: claims.iat + 0.5 }),
    signed({ iat: -claims.iat }),
    signed({ iat: null }),
    signed({ exp: undefined }),
    signed({ exp: "never" }),
    signed({ exp: 1e99 }),
    signed({ nbf: null }),
    signed({ nbf: "0" }),
    signed({ jti: undefined }),
    signed({ jti: "" }),
    signed({ jti: "a b" }),
    signed({ jti: 7 }),
    signed({ sub: "a b" }),
    signed({ sub: null }),
    signed({ sub: "s".repeat(256) }),
    signedToken(json.replace("{", '{"exp":99999999999,'), current),
    signedToken(json.replace("{", '{"\\u0065xp":99999999999,'), current),
    signedToken(json.replace(String(claims.iat), `0${claims.iat}`), current),
    signedToken(`[${json}]`, current),
    signedToken(`${json}${json}`, current),
    signedToken(JSON.stringify(Object.values(claims)), current),
    signedToken("null", current),
    signedToken("", current),
  ])
    await refusesToken(t, session, text, "token_malformed");
}

export async function refuses_other_algorithms_and_headers(t) {
  const session = await t.seed();
  const claims = claimsFor(session);
  const { current } = t.env.secrets;
  const kid = keyId(current);
  const good = signedToken(claims, current);
  const [, payload, mac] = good.split(".");
  for (const header of [
    { alg: "none" },
    { alg: "None" },
    { alg: "" },
    { alg: "hs256" },
    { alg: "HS384" },
    { alg: "HS512" },
    { alg: "RS256" },
    { alg: "ES256" },
    { alg: ["HS256"] },
    { alg: null },
    { alg: undefined },
    { typ: "JWE" },
    { typ: "at+jwt" },
    { typ: null },
    { kid: undefined },
    { kid: null },
    { kid: [kid] },
    { crit: ["exp"], exp: now() + 600 },
    { crit: [] },
    { b64: false },
    { jku: "https://evil.example/keys.json" },
    { jwk: { kty: "oct", k: encode("x".repeat(32)) } },
    { x5u: "https://evil.example/chain.pem" },
    { cty: "JWT" },
  ])
    await refusesToken(t, session, signedToken(claims, current, header), "token_malformed");
  const json = JSON.stringify(claims);
  for (const header of [
    `{"alg":"none","alg":"HS256","kid":"${kid}"}`,
    `{"alg":"HS256","kid":"other","k\\u0069d":"${kid}"}`,
    `["HS256","${kid}"]`,
    "null",
    "",
  ])
    await refusesToken(t, session, signedJson(header, json, current), "token_malformed");
  // Tokens without a signature, as libraries create for `none`.
  const none = encode(JSON.stringify({ alg: "none", typ: "JWT", kid }));
  for (const token of [`${none}.${payload}.`, `${none}.${payload}`, `${none}.${payload}.${mac}`])
    await refusesToken(t, session, token, "token_malformed");
  const unsigned = `${good.split(".", 2).join(".")}.`;
  await refusesToken(t, session, unsigned, "token_malformed");
}

export async function refuses_several_tokens_even_if_each_is_valid(t) {
  const session = await t.seed();
  const [first, second] = [await t.token(session), await t.token(session)];
  await refusesToken(t, session, [first, second], "token_malformed");
  await refusesToken(t, session, [first, first], "token_malformed");
}

export async function refuses_forged_tokens(t) {
  const session = await t.seed();
  const claims = claimsFor(session);
  const { current } = t.env.secrets;
  const kid = keyId(current);
  const good = signedToken(claims, current);
  const [header, payload, mac] = good.split(".");
  const flipped = (mac[0] === "A" ? "B" : "A") + mac.slice(1);
  // The holder of a token changes a claim.
  const changed = (changes) => `${header}.${encode(JSON.stringify({ ...claims, ...changes }))}.${mac}`;
  for (const token of [
    `${header}.${payload}.${flipped}`,
    `${header}.${payload}.${"A".repeat(43)}`,
    signedToken(claims, "another secret of sufficient length", { kid }),
    signedToken(claims, `${current} `, { kid }),
    signedToken(claims, current.slice(1), { kid }),
    signedToken(claims, "", { kid }),
    changed({ exp: claims.exp + 60 }),
    changed({ iat: claims.iat - 1 }),
    changed({ jti: "another" }),
    changed({ sub: "another" }),
    changed({}).replace(payload, encode(JSON.stringify(claims, null, 1))),
    signedToken(claims, current).replace(header, encode(`{"alg":"HS256","kid":"${kid}"}`)),
  ])
    await refusesToken(t, session, token, "token_forged");
  const readOnly = signedToken({ ...claims, actions: ["retrieve"] }, current);
  await refusesToken(t, session, readOnly.replace(readOnly.split(".")[1], payload), "token_forged");
  const other = await t.seed();
  await refusesToken(t, other, changed({ checkout_session_id: other.id }), "token_forged");
}

export async function refuses_tokens_of_unknown_keys(t) {
  const session = await t.seed();
  const claims = claimsFor(session);
  const { current, former } = t.env.secrets;
  for (const token of [
    signedToken(claims, "another secret of sufficient length"),
    signedToken(claims, current, { kid: "" }),
    signedToken(claims, current, {
      kid: keyId(current).replace(/^./, (digit) => (digit === "0" ? "1" : "0")),
    }),
    signedToken(claims, current, { kid: ` ${keyId(current)}` }),
    signedToken(claims, current, { kid: `${keyId(current)}0` }),
    signedToken(claims, current, { kid: "../../dev/null" }),
  ])
    await refusesToken(t, session, token, "token_of_unknown_key");
  // The id of a known key does not make another key known.
  await refusesToken(t, session, signedToken(claims, current, { kid: keyId(former) }), "token_forged");
}

export async function refuses_tokens_with_swapped_parts(t) {
  const [session, other] = [await t.seed(), await t.seed()];
  const { current } = t.env.secrets;
  const [mine, theirs] = [signedToken(claimsFor(session), current), signedToken(claimsFor(other), current)];
  await refusesToken(t, other, mine, "token_of_another_session");
  const [header, payload, mac] = mine.split(".");
  const [, otherPayload, otherMac] = theirs.split(".");
  await refusesToken(t, other, `${header}.${otherPayload}.${mac}`, "token_forged");
  await refusesToken(t, session, `${header}.${payload}.${otherMac}`, "token_forged");
  await refusesToken(t, session, `${payload}.${header}.${mac}`, "token_malformed");
  // The boundary between two parts is signed.
  const moved = `${header}${payload[0]}.${payload.slice(1)}.${mac}`;
  await refusesToken(t, session, moved, "token_malformed");
}

export async function refuses_expired_and_future_tokens(t) {
  const session = await t.seed();
  const signed = (changes) => signedToken({ ...claimsFor(session), ...changes }, t.env.secrets.current);
  const rows = [
    ["token_expired", { iat: now() - 120, exp: now() - 1 }],
    ["token_expired", { iat: now() - 120, exp: now() }],
    ["token_expired", { exp: 0 }],
    // Older than the gateway's `maxAge`, although it expires in a year.
    ["token_expired", { iat: now() - 901, exp: now() + 31_536_000 }],
    ["token_expired", { iat: 0, exp: Number.MAX_SAFE_INTEGER }],
    ["token_from_the_future", { iat: now() + 120, exp: now() + 240 }],
    ["token_from_the_future", { nbf: now() + 120 }],
    ["token_from_the_future", { iat: Number.MAX_SAFE_INTEGER, exp: Number.MAX_SAFE_INTEGER }],
  ];
  for (const [word, changes] of rows) await refusesToken(t, session, signed(changes), word);
  const early = t.secret(signed({ iat: now() + 30 }));
  equal((await t.call(session, { headers: { [HEADER]: early } })).status, 200, "status 30 s ahead");
}

export async function refuses_tokens_of_another_audience(t) {
  const session = await t.seed();
  for (const aud of ["", "flex-checkout", "Flex-Checkout-Gateway", "https://shop.example"]) {
    const token = signedToken({ ...claimsFor(session), aud }, t.env.secrets.current);
    await refusesToken(t, session, token, "token_of_another_audience");
  }
}

export async function refuses_tokens_of_another_session_or_action(t) {
  const [session, other] = [await t.seed(), await t.seed()];
  await refusesToken(t, session, await t.token(other), "token_of_another_session");
  const shouted = signedToken(
    { ...claimsFor(session), checkout_session_id: session.id.toLowerCase() },
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

export async function responds_with_the_same_body_to_every_unauthorized_caller(t) {
  const session = await t.seed();
  const claims = claimsFor(session);
  const { current } = t.env.secrets;
  const texts = [
    [null, "token_missing"],
    ["x", "token_malformed"],
    [signedToken(claims, "x".repeat(32)), "token_of_unknown_key"],
    [signedToken(claims, "x".repeat(32), { kid: keyId(current) }), "token_forged"],
    [signedToken({ ...claims, exp: 1 }, current), "token_expired"],
    [signedToken(claimsFor(await t.seed()), current), "token_of_another_session"],
  ];
  const bodies = new Set();
  for (const [token, word] of texts) bodies.add((await refusesToken(t, session, token, word)).text);
  for (const gateway of ["refused", "refused-with-a-word"])
    bodies.add((await t.refuses(session, { gateway }, "not_authorized")).text);
  equal(bodies.size, 1, "bodies of refusals");
}

export async function rotates_secrets_without_refusing_valid_tokens(t) {
  const { current, former } = t.env.secrets;
  const session = await t.seed("minimal");
  const status = async (gateway, secret) => {
    const token = await t.token(session, { secret });
    return (await t.call(session, { action: "retrieve", gateway, headers: { [HEADER]: token } })).status;
  };
  // Before the rotation, while both are valid, and after it.
  const secrets = { current, former, "both, the new one first": [current, former] };
  const expected = { "old-secret": [403, 200, 403], flex: [200, 200, 200], "new-secret": [200, 403, 200] };
  const minted = await t.token(session, { secret: [current, former] });
  equal(decode(minted.split(".")[0]).kid, keyId(current), "key that signs during a rotation");
  const found = {};
  for (const gateway of Object.keys(expected)) {
    found[gateway] = [];
    for (const secret of Object.values(secrets)) found[gateway].push(await status(gateway, secret));
  }
  deepEqual(found, expected, `statuses of tokens signed with ${Object.keys(secrets).join("; ")}`);
}
