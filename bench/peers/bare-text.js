// Bare fetch in its other spelling.
import { post } from "./post.js";

export const create = (options) => async (id) =>
  JSON.parse(await (await post(options, id)).text()).checkout_session;
