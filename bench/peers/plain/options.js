// Validates options, and builds requests.

import { invalid } from "./error.js";

const LONGEST = 2 ** 31 - 1;
const VISIBLE = /^[!-~]+$/;
const OWN = ["authorization", "idempotency-key"];

const isTime = (value) => typeof value === "number" && value >= 1 && value <= LONGEST;
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
const isFlag = (value) => typeof value === "boolean";
const isFunction = (value) => typeof value === "function";
const time = [isTime, `a number of milliseconds from 1 to ${LONGEST}`];
const count = [isCount, "a whole number, 0 or more"];
const flag = [isFlag, "true or false"];
const callback = [isFunction, "a function"];
const CALL_RULES = {
  timeout: time,
  deadline: time,
  maxRetries: count,
  idempotencyKey: [
    (value) => typeof value === "string" && value.length <= 255 && VISIBLE.test(value),
    "1 to 255 visible ASCII characters",
  ],
  signal: [(value) => isFunction(value?.addEventListener), "an AbortSignal"],
  expand: [
    (value) => Array.isArray(value) && value.every((field) => /^\w+$/.test(field)),
    "an array of field names",
  ],
  headers: [(value) => typeof value === "object", "headers"],
};
const CLIENT_RULES = {
  timeout: time,
  deadline: time,
  maxRetryDelay: time,
  maxRetries: count,
  maxResponseBytes: count,
  strict: flag,
  dangerouslyAllowBrowser: flag,
  fetch: callback,
  onEvent: callback,
};
const DEFAULTS = {
  baseURL: "https://api.withflex.com",
  timeout: 30_000,
  deadline: Number.POSITIVE_INFINITY,
  maxRetries: 2,
  maxRetryDelay: 60_000,
  maxResponseBytes: 8 << 20,
  strict: false,
};

/** Returns the options over the defaults. */
function checked(rules, defaults, given) {
  if (typeof given !== "object" || given === null) throw invalid("The options must be an object.");
  const options = { ...defaults };
  for (const key in given) {
    const value = given[key];
    if (value === undefined) continue;
    const rule = rules[key];
    if (rule && !rule[0](value)) throw invalid(`\`${key}\` must be ${rule[1]}.`);
    options[key] = value;
  }
  return options;
}

export function checkClient(given) {
  const options = checked(CLIENT_RULES, DEFAULTS, given);
  const { apiKey } = options;
  const hasKey = apiKey !== undefined;
  if (!hasKey && given.baseURL === undefined) {
    throw invalid("`apiKey` is missing. Only a gateway, named by `baseURL`, can add one.");
  }
  if (hasKey) checkKey(options);
  options.baseURL = checkBase(options.baseURL, hasKey);
  options.fetch ??= globalThis.fetch;
  if (!isFunction(options.fetch)) throw invalid("There is no `fetch` here: pass one.");
  options.headers = {
    accept: "application/json",
    ...checkHeaders(options.defaultHeaders),
    ...(hasKey && { authorization: `Bearer ${apiKey}` }),
  };
  return options;
}

export function checkCall(client, given) {
  const options = given === undefined ? client : checked(CALL_RULES, client, given);
  const headers = given?.headers ? checkHeaders(given.headers) : undefined;
  return { ...options, headers: { ...client.headers, ...headers } };
}

function checkKey({ apiKey, dangerouslyAllowBrowser }) {
  if (typeof apiKey !== "string" || !VISIBLE.test(apiKey)) {
    throw invalid("`apiKey` must be visible ASCII characters, without spaces or line breaks.");
  }
  if (!isBrowser() || !apiKey.startsWith("fsk_")) return;
  if (!apiKey.startsWith("fsk_test_")) {
    throw invalid("A live key must not be in a browser. Put a gateway in between.");
  }
  if (!dangerouslyAllowBrowser) {
    throw invalid("A test key is used in a browser only with `dangerouslyAllowBrowser`.");
  }
}

/** Server runtimes name themselves; everything that calls itself Mozilla is a browser. */
const isBrowser = () => globalThis.navigator?.userAgent?.startsWith("Mozilla/") === true;

function checkBase(given, hasKey) {
  const isPath = typeof given === "string" && /^\/(?!\/)/.test(given) && !hasKey && isBrowser();
  let url;
  try {
    url = new URL(given, isPath ? globalThis.location.href : undefined);
  } catch {
    throw invalid("`baseURL` must be a URL.");
  }
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && (isLoopback || isPath))) {
    throw invalid("`baseURL` must be https, or http on a loopback host.");
  }
  if (url.username || url.password || url.search || url.hash) {
    throw invalid("`baseURL` must have no credentials, query or fragment.");
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/** Checked here, because the platform's error would quote the header's value. */
function checkHeaders(given) {
  const headers = {};
  const pairs = given?.[Symbol.iterator] ? given : Object.entries(given ?? {});
  for (const [name, value] of pairs) {
    if (value == null) continue;
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw invalid("A header has an invalid name.");
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw invalid(`The header ${name} has an invalid value.`);
    const lower = name.toLowerCase();
    if (OWN.includes(lower)) throw invalid(`The client sets the header ${lower}: use its option.`);
    headers[lower] = String(value);
  }
  return headers;
}

/** Returns the session's URL, followed by `action`. */
export function urlOf(id, action, { baseURL, expand }) {
  if (typeof id !== "string" || /^(\.|%2e){0,2}$/i.test(id)) {
    throw invalid("The session's id must be a string that is one segment of a path.");
  }
  const query = expand?.length ? `?${expand.map((field) => `expand_${field}=true`).join("&")}` : "";
  return `${baseURL}/v1/checkout/sessions/${segment(id)}${action}${query}`;
}

function segment(id) {
  try {
    return encodeURIComponent(id);
  } catch {
    throw invalid("The session's id is no well-formed string.");
  }
}

/** Generates an idempotency key; `randomUUID` is missing on pages without https. */
export const newKey = () =>
  crypto.randomUUID?.() ??
  Array.from(crypto.getRandomValues(new Uint32Array(5)), (part) => part.toString(36)).join("");
