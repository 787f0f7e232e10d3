// Bare fetch, which waits for as long as it takes. `.json()` in the place of JSON.parse costs as much.
import { post } from "./post.js";

export const create = (options) => async (id) =>
  JSON.parse(await (await post(options, id)).text()).checkout_session;
