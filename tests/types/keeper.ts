// A user's code with the keeper and Cloudflare's own types.
import {
  HoldKeeper as Base,
  createKeeper,
  FlexError,
  type HoldNotice,
  type HoldPage,
  type HoldPolicy,
  type HoldStatus,
  type Keeper,
  type KeeperEnv,
} from "flex-checkout/keeper";

interface Env {
  FLEX_API_KEY: string;
  FLEX_WEBHOOK_SECRET: string;
  HOLD_KEEPER: DurableObjectNamespace<HoldKeeper>;
  HOLD_INDEX: D1Database;
  HOLD_NOTICES: Queue;
  OTHER: KVNamespace;
}

/** A subclass with its own environment. */
export class HoldKeeper extends Base {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
  }

  protected override now(): number {
    return super.now();
  }
}

export default {
  async fetch(request, env): Promise<Response> {
    const keeper: Keeper = createKeeper(env);
    const policy: HoldPolicy = { window: 410_400_000, until: Date.now(), maxReauths: undefined };
    const status: HoldStatus = await keeper.keep("fcs_1", policy);
    const reason: string | undefined = status.stopped?.reason;
    const ids: string[] = status.holds.map((hold) => hold.payment_intent_id);
    const released: HoldStatus | null = await keeper.release("fcs_1", reason);
    const page: HoldPage = await keeper.list({ state: "keeping", limit: 10, cursor: undefined });
    // @ts-expect-error: there is no such option.
    await keeper.keep("fcs_1", { days: 7 });
    // @ts-expect-error: an object it must be.
    createKeeper({ HOLD_KEEPER: "HoldKeeper" });
    return ids.length > 0 ? keeper.handleWebhook(request) : Response.json([released, page]);
  },
  queue: (batch, env) => createKeeper(env).deliver(batch),
  async scheduled(_controller, env) {
    const waked: number = await createKeeper(env).sweep();
    console.log(waked, FlexError.is(waked));
  },
} satisfies ExportedHandler<Env>;

export function receive(notice: HoldNotice): string[] {
  return notice.type === "hold.renewed" ? notice.data.holds.map((hold) => hold.payment_intent_id) : [];
}

export const whole = (env: Env): KeeperEnv => env;
