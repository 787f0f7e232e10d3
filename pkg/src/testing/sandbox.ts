import type { CheckoutSessionId } from "../generated/models.js";
import type { SandboxCore } from "../generated/sandbox.js";
import { exchange } from "./fetch.js";
import type {
  Duration,
  Fault,
  FaultName,
  NewSession,
  ReauthMode,
  RecordedRequest,
  SandboxFetch,
  SandboxSession,
  SandboxWebhook,
  WebhookHandler,
} from "./types.js";
import { createCore } from "./wasm.js";
import { webhookOf, webhookSecret } from "./webhooks.js";

/** Default lifetime of a hold in milliseconds: 4 days and 18 hours, the shortest of any card network. */
const HOLD_LIFE = 410_400_000;

/** Time until a hold of the kind `hold_expiring` expires, in milliseconds. */
const EXPIRING = 50 * 60_000;

const UNITS: Record<string, number> = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
  milliseconds: 1,
} satisfies Record<keyof Duration, number>;

/** Options of {@link createSandbox}. */
export interface SandboxOptions {
  /** The effect of a reauth on a live hold. Default: `"keeps_former"`. */
  mode?: ReauthMode | undefined;
}

/** Checkout sessions of a sandbox. */
export interface SandboxSessions {
  /**
   * Creates a session, and returns its id.
   *
   * @example A session in two carts, whose holds expire after a day
   * ```ts
   * const id = flex.sessions.create({ kind: "split_cart", hold: { life_ms: 86_400_000 } });
   * ```
   */
  create(session?: NewSession): CheckoutSessionId;
  /**
   * Returns a session with its counts.
   *
   * @throws An error if the session does not exist.
   * @example
   * ```ts
   * const { holds_placed, idempotency_keys } = flex.sessions.retrieve(id);
   * ```
   */
  retrieve(id: CheckoutSessionId): SandboxSession;
}

/** Faults that the next requests meet. */
export interface SandboxFaults {
  /**
   * Appends a fault to a queue. Each request meets the first fault for its session, or else the first fault for all
   * sessions.
   *
   * @param fault The name of a fault, or a fault with options.
   * @param sessionId The session whose requests meet it. Default: all sessions.
   * @throws An error if the fault is invalid.
   * @example
   * ```ts
   * flex.faults.next("lost_response");
   * flex.faults.next({ name: "status", status: 429, retry_after: "2", times: 2 }, id);
   * ```
   */
  next(fault: FaultName | Fault, sessionId?: CheckoutSessionId): void;
  /**
   * Removes the faults for all sessions.
   *
   * @example
   * ```ts
   * afterEach(() => flex.faults.clear());
   * ```
   */
  clear(): void;
}

/** Webhooks of a sandbox. */
export interface SandboxWebhooks {
  /** The secret that signs them, which begins with `fwhsec_`. Configure your handler with it. */
  readonly secret: string;
  /**
   * Sends a signed webhook to a handler, and resolves with its response. The timestamp is by the machine's clock, because
   * handlers compare it with theirs. The shape of the body is inferred: Flex does not document it.
   *
   * @example
   * ```ts
   * const response = await flex.webhooks.send({ type: "charge.expired", sessionId: id }, handleWebhook);
   * ```
   */
  send(webhook: SandboxWebhook, handler: WebhookHandler): Promise<Response>;
}

/** A local Flex inside this program. It stores sessions in memory, counts holds, and injects faults. */
export interface Sandbox {
  /** The API key that it accepts. Any other is refused with 401. */
  readonly apiKey: string;
  /**
   * Passes requests to the sandbox instead of the network. Give it to the client as the option `fetch`.
   *
   * @example
   * ```ts
   * const client = new FlexClient({ apiKey: flex.apiKey, fetch: flex.fetch });
   * ```
   */
  readonly fetch: SandboxFetch;
  /** Its checkout sessions. */
  readonly sessions: SandboxSessions;
  /** The faults that the next requests meet. */
  readonly faults: SandboxFaults;
  /** Signed webhooks. */
  readonly webhooks: SandboxWebhooks;
  /**
   * The effect of a reauth on a live hold. A change applies to later reauths.
   *
   * @example
   * ```ts
   * flex.mode = "refuses_live";
   * ```
   */
  mode: ReauthMode;
  /**
   * Sets the clock forward. Holds past their lifetime expire.
   *
   * @example
   * ```ts
   * flex.advance({ days: 5 });
   * ```
   */
  advance(duration: Duration): void;
  /**
   * Returns the time by its clock, in milliseconds since 1970.
   *
   * @example
   * ```ts
   * const seconds = Math.floor(flex.now() / 1000);
   * ```
   */
  now(): number;
  /**
   * Returns the number of holds that reauths have placed.
   *
   * @param sessionId The session. Default: all sessions.
   * @example
   * ```ts
   * if (flex.holds(id) !== 1) throw new Error("a retry placed a second hold");
   * ```
   */
  holds(sessionId?: CheckoutSessionId): number;
  /**
   * Returns the recorded requests in the order of their arrival, at most the last 10,000. They contain no API key.
   *
   * @param sessionId The session. Default: all sessions.
   * @example
   * ```ts
   * const keys = flex.requests(id).map((request) => request.idempotency_key);
   * ```
   */
  requests(sessionId?: CheckoutSessionId): RecordedRequest[];
  /**
   * Removes all sessions, faults and recorded requests, and resets the clock and the mode.
   *
   * @example
   * ```ts
   * beforeEach(() => flex.reset());
   * ```
   */
  reset(): void;
}

/**
 * Creates a local Flex inside this program, for tests. Sandboxes share nothing. The WebAssembly module is compiled when
 * the first sandbox is used.
 *
 * @example
 * ```ts
 * const flex = createSandbox();
 * const client = new FlexClient({ apiKey: flex.apiKey, fetch: flex.fetch });
 * const id = flex.sessions.create();
 * flex.faults.next("lost_response");
 * await client.reauth(id);
 * console.log(flex.holds(id)); // 1: the retry had the same idempotency key
 * ```
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  let core: SandboxCore | undefined;
  let ahead = 0;
  const now = () => Date.now() + ahead;

  const started = (): SandboxCore => {
    if (!core) {
      core = createCore(now());
      setMode(options.mode);
    }
    return core;
  };

  /** Calls a control route. */
  const control = <Result>(method: string, path: string, body?: unknown): Result => {
    const sandbox = started();
    const sent = new TextEncoder().encode(JSON.stringify(body));
    const pending = sandbox.receive(method, `/sandbox/${path}`, [], sent, now(), Math.random());
    const reply = sandbox.respond(pending, now(), Math.random());
    const { status } = reply;
    const text = new TextDecoder().decode(reply.body);
    reply.free();
    const result = text === "" ? undefined : JSON.parse(text);
    if (status >= 400) {
      // The message is "code: sentence", and may quote serde's position in the JSON.
      throw new TypeError(
        result.detail[0].msg.replace(/^\w+: (The body cannot be read: )?| at line.*$/g, ""),
      );
    }
    return result;
  };

  const setMode = (mode: ReauthMode | undefined) => {
    if (mode !== undefined) {
      control("PUT", "reauth_mode", { reauth_mode: mode });
    }
  };

  const retrieve = (id: string) => control<SandboxSession>("GET", `sessions/${encodeURIComponent(id)}`);

  return {
    apiKey: "fsk_test_sandbox",
    fetch: (input, init) => exchange(started, now, input, init),
    sessions: {
      create({ kind = "held", hold, ...session } = {}) {
        const life_ms = hold?.life_ms ?? HOLD_LIFE;
        const age_ms = hold?.age_ms ?? (kind === "hold_expiring" ? life_ms - EXPIRING : 0);
        return control<SandboxSession>("POST", "sessions", {
          ...session,
          kind: kind === "held" ? "hold_expiring" : kind,
          hold: { age_ms, life_ms },
        }).id;
      },
      retrieve,
    },
    faults: {
      next(fault, sessionId) {
        const path = sessionId === undefined ? "faults" : `sessions/${encodeURIComponent(sessionId)}/faults`;
        control("POST", path, typeof fault === "string" ? { name: fault } : fault);
      },
      clear: () => control("PUT", "faults", []),
    },
    webhooks: {
      get secret() {
        return webhookSecret();
      },
      send: async (webhook, handler) => handler(await webhookOf(webhook, retrieve(webhook.sessionId))),
    },
    get mode() {
      return control<{ reauth_mode: ReauthMode }>("GET", "reauth_mode").reauth_mode;
    },
    set mode(mode) {
      setMode(mode);
    },
    advance(duration) {
      for (const [unit, amount] of Object.entries(duration)) {
        const length = UNITS[unit];
        if (length === undefined) {
          throw new TypeError(`A duration has no ${unit}; its parts are ${Object.keys(UNITS).join(", ")}.`);
        }
        if (!(Number.isFinite(amount) && amount >= 0)) {
          throw new TypeError(`${unit} must be a number, 0 or more; got ${amount}.`);
        }
        ahead += amount * length;
      }
    },
    now,
    holds(sessionId) {
      if (sessionId !== undefined) {
        return retrieve(sessionId).holds_placed;
      }
      const { sessions } = control<{ sessions: SandboxSession[] }>("GET", "sessions");
      return sessions.reduce((sum, session) => sum + session.holds_placed, 0);
    },
    requests(sessionId) {
      const query = sessionId === undefined ? "" : `?session=${encodeURIComponent(sessionId)}`;
      return control<{ requests: RecordedRequest[] }>("GET", `requests${query}`).requests;
    },
    reset() {
      control("POST", "reset");
      setMode(options.mode);
      ahead = 0;
    },
  };
}
