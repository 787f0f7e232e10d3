export { type MockHttp, sandboxHandlers } from "./msw.js";
export {
  createSandbox,
  type Sandbox,
  type SandboxFaults,
  type SandboxOptions,
  type SandboxSessions,
  type SandboxWebhooks,
} from "./sandbox.js";
export type {
  Duration,
  Fault,
  FaultName,
  NewSession,
  ReauthMode,
  RecordedRequest,
  SandboxFetch,
  SandboxSession,
  SandboxWebhook,
  SessionKind,
  WebhookHandler,
} from "./types.js";
