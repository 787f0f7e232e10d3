// Bare fetch, and zod as its documentation has it.
import { Envelope } from "../generated/zod.js";
import { post } from "./post.js";

export const create = (options) => async (id) =>
  Envelope.parse(await (await post(options, id)).json()).checkout_session;
