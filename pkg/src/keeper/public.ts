export { FlexError } from "../error.js";
export type { HistoryOutcome, HoldStopReason } from "../generated/holds.js";
export type {
  CheckedHoldPolicy,
  HoldCanRenew,
  HoldCanRenewReason,
  HoldDuplicatePolicy,
  HoldFault,
  HoldHistoryEntry,
  HoldNotice,
  HoldNoticeData,
  HoldNoticeDuplicates,
  HoldNoticeHold,
  HoldNoticeRefusal,
  HoldNoticeType,
  HoldPage,
  HoldPolicy,
  HoldRefusal,
  HoldRefusalMeaning,
  HoldRenewal,
  HoldState,
  HoldStatus,
  HoldStep,
  HoldStop,
  HoldSummary,
  HoldVerification,
  KeptHold,
  NextLook,
  PendingReauth,
} from "../generated/keeper.js";
export type { NoticeBatch } from "./deliver.js";
export type { HoldDatabase, HoldKeeperNamespace, HoldQueue, HoldStatement, KeeperEnv } from "./env.js";
export { type CaptureResult, HoldKeeper, type KeeperMoment } from "./hold-keeper.js";
export type { ImportOptions, ImportPage } from "./import.js";
export { type CaptureOptions, createKeeper, type Keeper, type ListOptions } from "./keeper.js";
