// Bare fetch, and zod compiled as far as it goes.
import { Envelope } from "../generated/zod-compiled.js";
import { post } from "./post.js";

export const create = (options) => async (id) =>
  Envelope.parse(await (await post(options, id)).json()).checkout_session;
