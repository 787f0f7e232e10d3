// Checks of all responses, lines and requests of a server, after the other cases.

import { each, equal, ok } from "../../support/assert.js";
import { sleep } from "../context.mjs";

const HEADERS = {
  "cache-control": /^no-store$/,
  "x-content-type-options": /^nosniff$/,
  "content-security-policy": /default-src 'none'.*frame-ancestors 'none'/,
  "referrer-policy": /^no-referrer$/,
  "cross-origin-resource-policy": /^(same|cross)-origin$/,
  vary: /\borigin\b/i,
};

export async function sends_security_headers_with_every_response(t) {
  const own = t.record.answers.filter((answer) => answer.isFromGateway);
  ok(own.length > 0, "no answer");
  await each(own, (answer) => {
    for (const [name, pattern] of Object.entries(HEADERS))
      ok(pattern.test(answer.header(name) ?? ""), `${name} of a ${answer.status}: ${answer.header(name)}`);
    if (answer.text) ok(/^application\/json\b/.test(answer.header("content-type")), "content-type");
  });
}

export async function sends_no_cors_wildcard(t) {
  for (const { headers } of t.record.answers)
    for (const [name, value] of headers)
      ok(!name.startsWith("access-control-") || !value.includes("*"), `${name}: ${value}`);
}

export async function logs_exactly_one_line_per_request(t) {
  const { served } = await (await fetch(`${t.origin}/control`)).json();
  const { logged } = t.server;
  for (let turn = 0; turn < 200 && logged.length < served; turn++) await sleep(10);
  // Waits for surplus lines.
  await sleep(200);
  equal(logged.length, served, "lines");
  for (const line of logged) {
    const { message, status, duration_ms, method } = JSON.parse(line);
    equal(message, "flex gateway", "message");
    ok(status >= 200 && status <= 599, `status: ${status}`);
    ok(Number.isInteger(duration_ms) && duration_ms >= 0, `duration_ms: ${duration_ms}`);
    equal(typeof method, "string", "method");
  }
}

export async function logs_no_secret(t) {
  const { logged, complaints } = t.server;
  const text = [...logged, ...complaints].join("\n");
  ok(t.record.secrets.size > 10 && logged.length > 10, "nothing was looked for");
  for (const secret of t.record.secrets) ok(!text.includes(secret), `a line holds ${secret}`);
  for (const trace of [/eyJ/, /fsk_/, /@/, /shop\.example/, /authorization/i, /bearer/i]) {
    const line = logged.find((line) => trace.test(line));
    ok(line === undefined, `a line holds ${trace}: ${line}`);
  }
}

export async function throws_no_uncaught_exception(t) {
  const raised = t.server.complaints.filter((line) =>
    /unhandled|uncaught|TypeError|panic|unreachable/i.test(line),
  );
  // workerd's own messages about invalid HTTP, which reaches no Worker.
  const own = raised.filter((line) => !/kj\/compat\/(http|url)\.c\+\+|Incoming CONNECT/.test(line));
  equal(own.join(" | "), "", "complaints");
}

export async function sends_flex_only_the_routes_of_its_actions(t) {
  const { requests } = await (await fetch(`${t.env.flex}/sandbox/requests`)).json();
  for (const { method, path, authorization, body_bytes } of requests) {
    const route = /^\/v1\/(payment_intents|checkout\/sessions\/[\w-]{1,100}(\/\w+)?)$/.exec(path);
    ok(route, `path: ${path}`);
    const after = route[2] ?? "";
    ok(["", "/reauth", "/capture", "/capture_allocation", "/cancel"].includes(after), `path: ${path}`);
    equal(method, after ? "POST" : "GET", `method for ${path}`);
    equal(authorization, true, "authorization");
    if (!after.startsWith("/capture")) equal(body_bytes, 0, `bytes of the body for ${path}`);
  }
}
