// Bare fetch, and valibot.
import { parse } from "valibot";
import { Envelope } from "../generated/valibot.js";
import { post } from "./post.js";

export const create = (options) => async (id) =>
  parse(Envelope, await (await post(options, id)).json()).checkout_session;
