// A user's code with the sandbox.
import { FlexClient } from "flex-checkout";
import {
  createSandbox,
  type Fault,
  type FaultName,
  type NewSession,
  type ReauthMode,
  type RecordedRequest,
  type Sandbox,
  type SandboxSession,
  sandboxHandlers,
} from "flex-checkout/testing";

const flex: Sandbox = createSandbox({ mode: "renews_live" });
export const client = new FlexClient({ apiKey: flex.apiKey, fetch: flex.fetch });
export const asGlobal: typeof fetch = flex.fetch;

const session: NewSession = { kind: "split_cart", hold: { life_ms: 86_400_000 }, patch: { metadata: null } };
const id: string = flex.sessions.create(session);
const found: SandboxSession = flex.sessions.retrieve(id);
export const status: string | null | undefined = found.checkout_session.status;

const fault: Fault = { name: "status", status: 429, retry_after: "2", times: undefined };
const name: FaultName = "lost_response";
flex.faults.next(fault, id);
flex.faults.next(name);
// @ts-expect-error: there is no such fault.
flex.faults.next("explode");
// @ts-expect-error: there is no such option.
flex.faults.next({ name: "delay", delay: 5 });

flex.advance({ days: 5, hours: 1 });
const mode: ReauthMode = flex.mode;
flex.mode = mode;
// @ts-expect-error: it is the sandbox's.
flex.apiKey = "fsk_test_1";

export const holds: number = flex.holds() + flex.holds(id);
export const keys: (string | null)[] = flex
  .requests(id)
  .map((request: RecordedRequest) => request.idempotency_key);
export const answered: Promise<Response> = flex.webhooks.send(
  { type: "charge.expired", sessionId: id },
  () => new Response(flex.webhooks.secret),
);

/** MSW's `http.all`, as far as its types matter here. */
interface Handler {
  info: { header: string };
}
declare const http: {
  all(
    predicate: string | RegExp,
    resolver: (info: { request: Request; requestId: string }) => Promise<Response | undefined>,
    options?: { once?: boolean },
  ): Handler;
};
export const handlers: Handler[] = sandboxHandlers(flex, http);
