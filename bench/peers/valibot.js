// Bare fetch with a timeout, and valibot.
import { parse } from "valibot";
import { Envelope } from "../generated/valibot.js";
import { postInTime } from "./post.js";

export const create = (options) => async (id) =>
  parse(Envelope, await postInTime(options, id)).checkout_session;
