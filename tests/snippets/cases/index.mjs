// The cases by page. Blocks that no case runs must compile.

export * as errors from "./errors.mjs";
export * as rust from "./getting-started-rust.mjs";
export * as web from "./getting-started-web.mjs";
export * as edge from "./getting-started-worker.mjs";
export * as idempotency from "./idempotency.mjs";
export * as keeper from "./keeper.mjs";
export * as life from "./life-of-a-hold.mjs";
export * as migration from "./migration.mjs";
export * as observability from "./observability.mjs";
export * as readme from "./readme.mjs";
export * as sandbox from "./sandbox.mjs";
export * as testing from "./testing.mjs";
export * as types from "./types.mjs";
export * as webhooks from "./webhooks.mjs";
export * as worker from "./worker.mjs";
