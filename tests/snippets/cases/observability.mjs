// docs/observability.md, with the real libraries.

import assert from "node:assert/strict";
import { createRequire } from "node:module";

export const page = "docs/observability.md";

/** Loads a library of the consumers, the instance that the page's blocks import. */
const library = createRequire(new URL("../../consumers/package.json", import.meta.url));

/** A lost response and its retry, then a call that fails. Returns the session's id. */
async function callWith(env, onEvent) {
  const { FlexClient } = await env.package();
  const { id } = await env.session("hold_expiring", { faults: [{ name: "reset", method: "POST" }] });
  const flex = new FlexClient({ apiKey: env.key, onEvent });
  await Promise.all([
    flex.reauth(id, { idempotencyKey: `${id}.renewal` }),
    assert.rejects(flex.retrieve("fcs_unknown"), { kind: "not_found" }),
  ]);
  return id;
}

export const cases = {
  async records_a_span_per_call_with_an_event_per_attempt(env) {
    const { trace, context } = library("@opentelemetry/api");
    const { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } = library(
      "@opentelemetry/sdk-trace-base",
    );
    const { AsyncLocalStorageContextManager } = library("@opentelemetry/context-async-hooks");
    const exporter = new InMemorySpanExporter();
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(provider);
    try {
      const { traceCalls } = await env.module("tracing");
      const parent = provider.getTracer("the shop").startSpan("ship an order");
      const id = await context.with(trace.setSpan(context.active(), parent), () =>
        callWith(env, traceCalls()),
      );
      parent.end();
      const spans = exporter.getFinishedSpans().filter(({ name }) => name.startsWith("flex "));
      assert.deepEqual(spans.map(({ name }) => name).sort(), ["flex reauth", "flex retrieve"]);
      const [reauth, retrieve] = spans.sort((a, b) => a.name.localeCompare(b.name));
      assert.deepEqual(
        reauth.events.map(({ name, attributes }) => [name, attributes["http.request.resend_count"]]),
        [
          ["attempt", 0],
          ["attempt", 1],
        ],
      );
      const { "flex.call_id": callId, ...attributes } = reauth.attributes;
      assert.match(callId, /^[0-9a-f-]{36}$/);
      assert.deepEqual(attributes, {
        "server.address": "api.withflex.com",
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "http.request.resend_count": 1,
        "flex.outcome": "applied",
      });
      assert.equal(retrieve.attributes["error.type"], "not_found");
      assert.equal(retrieve.attributes["http.response.status_code"], 404);
      for (const span of spans) {
        assert.equal(span.parentSpanContext.spanId, parent.spanContext().spanId);
        assert.ok(!span.name.includes(id), `${span.name} has the session's id`);
      }
    } finally {
      trace.disable();
      context.disable();
    }
  },
  async logs_each_event_at_a_level_that_fits(env) {
    const { pino } = library("pino");
    const lines = [];
    const logger = pino({ level: "debug" }, { write: (line) => lines.push(JSON.parse(line)) });
    const { logCalls } = await env.module("logging");
    const id = await callWith(env, logCalls(logger));
    const levels = (operation) =>
      lines
        .filter((line) => line.operation === operation)
        .map(({ type, level }) => `${type} ${logger.levels.labels[level]}`);
    assert.deepEqual(levels("reauth"), [
      "start debug",
      "attempt debug",
      "retry warn",
      "attempt debug",
      "response debug",
      "end debug",
    ]);
    assert.deepEqual(levels("retrieve").at(-1), "end error");
    const { msg, sessionId, idempotencyKey } = lines.find(({ type }) => type === "retry");
    assert.deepEqual([msg, sessionId, idempotencyKey], ["flex reauth: retry", id, `${id}.renewal`]);
    assert.ok(!JSON.stringify(lines).includes(env.key), "a line has the API key");
  },
  async adds_the_events_of_a_call_to_an_error(env) {
    const Sentry = library("@sentry/node");
    const sent = [];
    Sentry.init({
      dsn: "https://key@sentry.example/1",
      defaultIntegrations: false,
      beforeSend(event) {
        sent.push(event);
        return null;
      },
    });
    try {
      const { addBreadcrumb } = await env.module("breadcrumbs");
      await callWith(env, addBreadcrumb);
      Sentry.captureException(new Error("the order cannot ship"));
      await Sentry.flush(2000);
      assert.equal(sent.length, 1);
      const crumbs = sent[0].breadcrumbs.map(({ level, message }) => `${level} ${message}`);
      for (const crumb of ["info reauth: start", "warning reauth: retry", "warning retrieve: end"])
        assert.ok(crumbs.includes(crumb), `${crumb} in ${crumbs}`);
      assert.ok(!JSON.stringify(sent).includes(env.key), "an event has the API key");
    } finally {
      await Sentry.close(2000);
    }
  },
};
