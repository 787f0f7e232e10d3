// Bare fetch, and zod's schema compiled to a function. Where code may not be made of strings, as in a
// Worker, zod gives the schema back uncompiled.
import * as z from "zod";
import { Envelope } from "../generated/zod.js";
import { post } from "./post.js";

export const create = (options) => {
  const compiled = z.compile(Envelope);
  return async (id) => compiled.parse(await (await post(options, id)).json()).checkout_session;
};
