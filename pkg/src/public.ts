export { FlexClient, type SessionPromise } from "./client.js";
export { FlexError, type FlexErrorFacts } from "./error.js";
export type * from "./generated/models.js";
export type { CallOptions, FlexClientOptions, FlexResponse, HeadersLike } from "./options.js";
export { preload } from "./wasm/preload.js";
