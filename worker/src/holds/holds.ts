// Handlers of the admin routes.
import {
  FlexError,
  type HoldPolicy,
  type HoldStatus,
  type ImportOptions,
  type Keeper,
  type ListOptions,
} from "flex-checkout/keeper";
import { answer, invalid, Refusal } from "./answer.js";
import { refusalOfFlex } from "./flex.js";
import { readJson, readQuery } from "./input.js";

type CaptureParams = Parameters<Keeper["capture"]>[1];

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

/** `POST /holds/{id}/capture`: captures the newest holds of a session. */
export async function capture({ request, url, keeper, sessionId }: AdminRequest): Promise<Response> {
  readQuery(url, []);
  const params = (await readJson(request)) as CaptureParams | undefined;
  const idempotencyKey = request.headers.get("idempotency-key") ?? undefined;
  try {
    return answer({ checkout_session: await keeper.capture(sessionId, params, { idempotencyKey }) });
  } catch (error) {
    if (FlexError.is(error) && error.kind === "not_found") {
      // Null if the session was never kept. Otherwise Flex has no such session.
      known(await keeper.status(sessionId));
    }
    throw refusalOfFlex(error);
  }
}

/** `POST /holds/import`: keeps the sessions of a page of Flex's list. */
export async function importHolds({ request, url, keeper }: AdminRequest): Promise<Response> {
  readQuery(url, []);
  const options = await readJson(request);
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw invalid('The body must be an object, such as {"days": 7}.');
  }
  try {
    return answer(await keeper.import(options as ImportOptions));
  } catch (error) {
    throw refusalOfFlex(error);
  }
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
