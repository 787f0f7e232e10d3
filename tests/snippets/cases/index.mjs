// A module a page. What none of them runs is compiled, or fails.

export * as errors from "./errors.mjs";
export * as rust from "./getting-started-rust.mjs";
export * as idempotency from "./idempotency.mjs";
export * as migration from "./migration.mjs";
export * as readme from "./readme.mjs";
export * as sandbox from "./sandbox.mjs";
export * as worker from "./worker.mjs";
