// The Worker to deploy: a gateway between front ends and Flex, and a keeper of holds.
import type { GatewayContext } from "flex-checkout/gateway";
import { createKeeper, type KeeperEnv, type NoticeBatch } from "flex-checkout/keeper";
import { configured, type Env } from "./configuration.js";
import { health, unavailable } from "./health.js";
import { holds, isHolds } from "./holds/routes.js";

export { HoldKeeper } from "flex-checkout/keeper";

export default {
  fetch(request: Request, env: Env, context: GatewayContext): Response | Promise<Response> {
    const { pathname } = new URL(request.url);
    if (isHolds(pathname)) {
      return holds(request, env);
    }
    const { gateway, problem } = configured(env);
    if (pathname === "/healthz") {
      return health(request, problem);
    }
    return gateway ? gateway(request, context) : unavailable(problem);
  },

  /** Delivers the keeper's notices to the merchant. */
  queue(batch: NoticeBatch, env: Env): Promise<void> {
    return createKeeper(env as KeeperEnv).deliver(batch);
  },

  /** Wakes objects whose alarm was lost. */
  async scheduled(_controller: unknown, env: Env): Promise<void> {
    const overdue = await createKeeper(env as KeeperEnv).sweep();
    if (overdue > 0) {
      console.error(JSON.stringify({ message: "flex keeper", overdue }));
    }
  },
};
