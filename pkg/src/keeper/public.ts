export { FlexError } from "../error.js";
export type { HistoryOutcome, HoldStopReason } from "../generated/holds.js";
export type {
  CheckedHoldPolicy,
  HoldFault,
  HoldHistoryEntry,
  HoldNotice,
  HoldNoticeData,
  HoldNoticeHold,
  HoldNoticeRefusal,
  HoldNoticeType,
  HoldPage,
  HoldPolicy,
  HoldRefusal,
  HoldRefusalMeaning,
  HoldState,
  HoldStatus,
  HoldStop,
  HoldSummary,
  KeptHold,
  NextLook,
  PendingReauth,
} from "../generated/keeper.js";
export type { NoticeBatch } from "./deliver.js";
export type { HoldDatabase, HoldKeeperNamespace, HoldQueue, HoldStatement, KeeperEnv } from "./env.js";
export { HoldKeeper, type KeeperMoment } from "./hold-keeper.js";
export { createKeeper, type Keeper, type ListOptions } from "./keeper.js";
