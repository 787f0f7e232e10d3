// Handlers of the admin routes.
import type { HoldPolicy, HoldStatus, Keeper, ListOptions } from "flex-checkout/keeper";
import { answer, invalid, Refusal } from "./answer.js";
import { readJson, readQuery } from "./input.js";

/** An authenticated request. */
export interface AdminRequest {
  request: Request;
  url: URL;
  keeper: Keeper;
  sessionId: string;
}

/** `PUT /holds/{id}`: keeps a session, or changes its policy. */
export async function keep({ request, url, keeper, sessionId }: AdminRequest): Promise<Response> {
  readQuery(url, []);
  const policy = (await readJson(request)) as HoldPolicy | undefined;
  const status = await keeper.keep(sessionId, policy);
  if (status.stopped?.reason === "not_found") {
    throw new Refusal(404, "session_not_found", "Flex knows no such session.");
  }
  return answer(status);
}

/** `GET /holds/{id}`: returns the status of a session. */
export async function status({ url, keeper, sessionId }: AdminRequest): Promise<Response> {
  readQuery(url, []);
  return answer(known(await keeper.status(sessionId)));
}

/** `DELETE /holds/{id}`: releases a session. */
export async function release({ url, keeper, sessionId }: AdminRequest): Promise<Response> {
  const { reason } = readQuery(url, ["reason"]);
  return answer(known(await keeper.release(sessionId, reason)));
}

/** `GET /holds`: returns a page of kept and stopped sessions. */
export async function list({ url, keeper }: AdminRequest): Promise<Response> {
  const { state, limit, cursor } = readQuery(url, ["state", "limit", "cursor"]);
  if (limit !== undefined && !/^\d{1,9}$/.test(limit)) {
    throw invalid("limit must be a whole number.");
  }
  return answer(
    await keeper.list({
      state: state as ListOptions["state"],
      limit: limit === undefined ? undefined : Number(limit),
      cursor,
    }),
  );
}

function known(status: HoldStatus | null): HoldStatus {
  if (!status) {
    throw new Refusal(404, "not_kept", "This session was never kept.");
  }
  return status;
}
