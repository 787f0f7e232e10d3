export { FlexClient, type FlexPromise, type PaymentIntentList, type SessionPromise } from "./client.js";
export { FlexError, type FlexErrorFacts } from "./error.js";
export type * from "./generated/models.js";
export { formatCents, idOf } from "./helpers.js";
export type {
  CallOptions,
  FetchLike,
  FlexClientOptions,
  FlexResponse,
  HeadersLike,
  ListOptions,
} from "./options.js";
export { preload } from "./wasm/preload.js";
