import { FLEX } from "../generated/rules.js";
import type { Sandbox } from "./sandbox.js";

/** The part of MSW's `http` that {@link sandboxHandlers} uses. */
export interface MockHttp<Handler> {
  /** Handles requests with any method to a path. */
  all(path: string, resolver: (info: { request: Request }) => Promise<Response>): Handler;
}

/**
 * Returns handlers for [MSW](https://mswjs.io) that pass requests to Flex's API to the sandbox. Code under test then uses
 * the global `fetch`.
 *
 * MSW's `http` is a parameter: only MSW makes handlers that all its versions accept, and the package has no dependency.
 *
 * @param baseURL The address whose requests are handled. Default: `https://api.withflex.com`.
 * @example
 * ```ts
 * // import { http } from "msw"; import { setupServer } from "msw/node";
 * const flex = createSandbox();
 * const server = setupServer(...sandboxHandlers(flex, http));
 * server.listen();
 * ```
 */
export function sandboxHandlers<Handler>(
  flex: Sandbox,
  http: MockHttp<Handler>,
  baseURL: string = FLEX,
): Handler[] {
  // MSW makes a network error of `Response.error()`, and a response with status 500 of a rejection.
  const resolver = ({ request }: { request: Request }) => flex.fetch(request).catch(() => Response.error());
  return [http.all(`${baseURL}/*`, resolver)];
}
