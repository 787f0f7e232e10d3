// Random requests from a seed that must be refused. Each has at least one flaw that every server must detect, and noise
// that any server may refuse.

import { randomOf } from "../support/random.mjs";
import { requestText } from "./http.mjs";
import { claimsFor, now, signedToken } from "./tokens.mjs";

class Dice {
  constructor(seed) {
    this.next = randomOf(seed);
  }
  below(limit) {
    return Math.floor(this.next() * limit);
  }
  one(values) {
    return values[this.below(values.length)];
  }
  text(length, alphabet) {
    return Array.from({ length: this.below(length) + 1 }, () => this.one([...alphabet])).join("");
  }
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const VISIBLE = `${LETTERS}-_.~!*'();:@&=+$,/?%[]{}|^"<>\``;
const JUNK = `${VISIBLE} \t\x80\xff\xe9`;
const SEGMENTS = [
  "..",
  ".",
  "",
  "%2e%2e",
  "%2f",
  "%5c",
  "\\",
  ";",
  "%00",
  "reauth",
  "capture",
  "cancel",
  "v1",
  "flex",
];

/** Flaws. Each changes the request, given dice and `{ session, other, secret }`. */
const FLAWS = {
  no_token: ({ headers }) => {
    headers["flex-session-token"] = null;
  },
  a_random_string_as_the_token: ({ headers }, dice) => {
    headers["flex-session-token"] = dice.text(200, JUNK).trim();
  },
  a_token_with_another_character: ({ headers }, dice) => {
    const token = headers["flex-session-token"] ?? "";
    const at = dice.below(token.length);
    const other = dice.one([...LETTERS, ".", "-", "_"].filter((letter) => letter !== token[at]));
    headers["flex-session-token"] = token.slice(0, at) + other + token.slice(at + 1);
  },
  a_shorter_token: ({ headers }, dice) => {
    const token = headers["flex-session-token"] ?? "";
    headers["flex-session-token"] = token.slice(0, dice.below(token.length));
  },
  a_token_of_another_session: ({ headers }, _dice, { other, secret }) => {
    headers["flex-session-token"] = signedToken(claimsFor(other), secret);
  },
  a_token_of_another_secret: ({ headers }, dice, { session }) => {
    headers["flex-session-token"] = signedToken(claimsFor(session), dice.text(60, VISIBLE));
  },
  an_old_token: ({ headers }, dice, { session, secret }) => {
    const iat = now() - 901 - dice.below(1e9);
    const exp = iat + dice.below(2e9);
    headers["flex-session-token"] = signedToken({ ...claimsFor(session), iat, exp }, secret);
  },
  a_token_of_the_future: ({ headers }, dice, { session, secret }) => {
    const iat = now() + 120 + dice.below(1e9);
    headers["flex-session-token"] = signedToken({ ...claimsFor(session), iat, exp: iat + 60 }, secret);
  },
  a_strange_origin: ({ headers }, dice) => {
    const evil = `https://${dice.text(20, LETTERS)}.evil.example`;
    headers.origin = dice.one([
      "null",
      "*",
      evil,
      [evil, headers.origin],
      `${headers.origin}.${dice.text(5, LETTERS)}`,
    ]);
  },
  another_method: (request, dice) => {
    const methods = [
      "PUT",
      "DELETE",
      "PATCH",
      "HEAD",
      "OPTIONS",
      "post",
      "get",
      dice.text(12, LETTERS),
      "TRACE",
    ];
    request.method = dice.one(methods);
  },
  another_route: (request, dice) => {
    const parts = request.target.split("/");
    const segment = dice.one([...SEGMENTS, dice.text(30, VISIBLE)]);
    // After the gateway's name, which selects the gateway.
    parts.splice(2 + dice.below(parts.length - 1), dice.below(2), segment);
    request.target = parts.join("/");
  },
  a_strange_query: (request, dice) => {
    request.target += `?${dice.text(10, LETTERS)}=${dice.text(20, LETTERS)}`;
  },
  no_key: (request) => {
    request.method = "POST";
    request.headers["idempotency-key"] = null;
  },
  too_large_a_body: ({ headers }, dice) => {
    headers["transfer-encoding"] = null;
    headers["content-length"] = String(1025 + dice.below(1e9));
  },
  an_invalid_length: ({ headers }, dice) => {
    headers["content-length"] = dice.one(["-1", "1e3", "0x1", "1,2", dice.text(8, "abc-+.")]);
  },
};

/** Changes that do not matter. */
const NOISE = [
  ({ headers }, dice) => {
    headers[`x-${dice.text(12, LETTERS)}`] = dice.text(100, JUNK).trim();
  },
  ({ headers }, dice) => {
    headers[dice.one(["x-forwarded-for", "x-forwarded-host", "forwarded", "via", "x-real-ip"])] = dice.text(
      30,
      VISIBLE,
    );
  },
  ({ headers }, dice) => {
    headers.authorization = `Bearer ${dice.text(40, VISIBLE)}`;
  },
  ({ headers }, dice) => {
    headers.cookie = dice.text(80, VISIBLE);
  },
  ({ headers }, dice) => {
    headers["x-sandbox-fault"] = dice.one(["hang", "status;status=200"]);
  },
  ({ headers }, dice) => {
    headers["content-type"] = dice.text(20, VISIBLE);
  },
  (request, dice) => {
    request.version = dice.one(["HTTP/1.1", "HTTP/1.0", "HTTP/1.1"]);
  },
  (request, dice) => {
    request.headers.host = dice.one([
      "",
      "evil.example",
      "LOCALHOST",
      "a b",
      "[::1]",
      "127.0.0.1:99999",
      "x@y",
    ]);
  },
  (request, dice) => {
    const names = Object.entries(request.headers).map(([name, value]) => [
      dice.one([name, name.toUpperCase()]),
      value,
    ]);
    request.headers = Object.fromEntries(names);
  },
];

/** Creates `count` bad requests with their flaws. `tools` is the context of a case. */
export async function badRequests(tools, { count, seed, session, other }) {
  const dice = new Dice(seed);
  const secret = tools.env.secrets.current;
  const made = [];
  while (made.length < count) {
    const claims = { ...claimsFor(session), jti: dice.text(30, LETTERS) };
    const headers = { "flex-session-token": signedToken(claims, secret) };
    const action = dice.one(["reauth", "reauth", "retrieve"]);
    const request = await tools.wanted(session, { action, headers });
    request.headers["idempotency-key"] = `key-${dice.text(20, LETTERS)}`;
    const why = [];
    for (let flaws = 1 + dice.below(3); flaws > 0; flaws--) {
      const flaw = dice.one(Object.keys(FLAWS));
      FLAWS[flaw](request, dice, { session, other, secret });
      why.push(flaw);
    }
    if (!isBad(request, why, session)) continue;
    for (let noise = dice.below(4); noise > 0; noise--) dice.one(NOISE)(request, dice);
    made.push({ text: requestText(request), why });
  }
  return made;
}

/** Possibly harmless: a path can resolve to the route, and a query can be in a fragment. */
const DOUBTFUL = ["another_route", "a_strange_query"];

function isBad({ target }, why, session) {
  if (why.some((flaw) => !DOUBTFUL.includes(flaw))) return true;
  const route = `/flex/v1/checkout/sessions/${session.id}`;
  const { pathname, search } = new URL(`http://server${target}`);
  return ![route, `${route}/reauth`].includes(pathname) || /[^?&]/.test(search);
}
