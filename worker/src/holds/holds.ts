// What the admin routes do.
import type { HoldPolicy, HoldStatus, Keeper, ListOptions } from "flex-checkout/keeper";
import { answer, invalid, Refusal } from "./answer.js";
import { readJson, readQuery } from "./input.js";

/** A request that may be made: its sender has proved who it is. */
export interface Asked {
  request: Request;
  url: URL;
  keeper: Keeper;
  sessionId: string;
}

/** `PUT /holds/{id}`: keeps a session, or keeps it by another policy. */
export async function keep({ request, url, keeper, sessionId }: Asked): Promise<Response> {
  readQuery(url, []);
  const policy = (await readJson(request)) as HoldPolicy | undefined;
  const status = await keeper.keep(sessionId, policy);
  if (status.stopped?.reason === "not_found") {
    throw new Refusal(404, "session_not_found", "Flex knows no such session.");
  }
  return answer(status);
}

/** `GET /holds/{id}`: what is known of a session. */
export async function status({ url, keeper, sessionId }: Asked): Promise<Response> {
  readQuery(url, []);
  return answer(known(await keeper.status(sessionId)));
}

/** `DELETE /holds/{id}`: lets a session go. */
export async function release({ url, keeper, sessionId }: Asked): Promise<Response> {
  const { reason } = readQuery(url, ["reason"]);
  return answer(known(await keeper.release(sessionId, reason)));
}

/** `GET /holds`: a page of the sessions that are or were kept. */
export async function list({ url, keeper }: Asked): Promise<Response> {
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
