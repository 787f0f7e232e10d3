export type { SessionPromise } from "./call.js";
export { FlexClient } from "./client.js";
export { FlexError, type FlexErrorFacts } from "./error.js";
export type * from "./generated/models.js";
export type { HeadersLike } from "./headers.js";
export { preload } from "./load/preload.js";
export type { CallOptions, FlexClientOptions, FlexResponse } from "./options.js";
