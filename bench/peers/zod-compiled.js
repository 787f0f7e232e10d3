// Bare fetch with a timeout, and zod, compiled as far as possible.
import { Envelope } from "../generated/zod-compiled.js";
import { postInTime } from "./post.js";

export const create = (options) => async (id) =>
  Envelope.parse(await postInTime(options, id)).checkout_session;
