export { FlexError } from "../error.js";
export type {
  HoldFault,
  HoldNotice,
  HoldNoticeData,
  HoldNoticeDuplicates,
  HoldNoticeHold,
  HoldNoticeRefusal,
  HoldNoticeType,
  HoldRefusalMeaning,
} from "../generated/keeper.js";
export type {
  KnownWebhookEvent,
  OtherWebhookEvent,
  WebhookEnvelope,
  WebhookEvent,
  WebhookObjects,
} from "./events.js";
export type { WebhookErrorCode } from "./failures.js";
export type { RawWebhook, WebhookBody, WebhookHeaders } from "./request.js";
export { type SignedWebhook, signTestWebhook } from "./sign.js";
export { parseWebhook, type VerifyWebhookOptions, verifyWebhook } from "./verify.js";
