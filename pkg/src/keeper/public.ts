export { FlexError } from "../error.js";
export type { HoldDatabase, HoldKeeperNamespace, HoldQueue, HoldStatement, KeeperEnv } from "./env.js";
export { HoldKeeper, type KeeperMoment } from "./hold-keeper.js";
export { createKeeper, type HoldPage, type Keeper, type ListOptions } from "./keeper.js";
export type { HoldNotice, HoldNoticeHold, NoticeBatch } from "./notice.js";
export type {
  HoldFault,
  HoldHistoryEntry,
  HoldPolicy,
  HoldStatus,
  HoldStopReason,
  HoldSummary,
  KeptHold,
} from "./status.js";
