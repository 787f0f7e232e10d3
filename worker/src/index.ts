// The Worker to deploy: a gateway between front ends and Flex. Which request goes where.
import type { GatewayContext } from "flex-checkout/gateway";
import { configured, type Env } from "./configuration.js";
import { health, unavailable } from "./health.js";

export default {
  fetch(request: Request, env: Env, context: GatewayContext): Response | Promise<Response> {
    const { gateway, problem } = configured(env);
    const { pathname } = new URL(request.url);
    if (pathname === "/healthz") {
      return health(request, problem);
    }
    return gateway ? gateway(request, context) : unavailable(problem);
  },
};
