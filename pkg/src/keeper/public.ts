export { FlexError } from "../error.js";
export type { HoldStopReason } from "../generated/holds.js";
export type {
  HoldFault,
  HoldHistoryEntry,
  HoldNotice,
  HoldNoticeHold,
  HoldPage,
  HoldPolicy,
  HoldStatus,
  HoldSummary,
  KeptHold,
} from "../generated/keeper.js";
export type { HoldDatabase, HoldKeeperNamespace, HoldQueue, HoldStatement, KeeperEnv } from "./env.js";
export { HoldKeeper, type KeeperMoment } from "./hold-keeper.js";
export { createKeeper, type Keeper, type ListOptions } from "./keeper.js";
export type { NoticeBatch } from "./notice.js";
