// Bare fetch with a timeout, and zod as its documentation shows.
import { Envelope } from "../generated/zod.js";
import { postInTime } from "./post.js";

export const create = (options) => async (id) =>
  Envelope.parse(await postInTime(options, id)).checkout_session;
