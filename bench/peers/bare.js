// Bare fetch: the object is what the answer says, whatever that is.
import { post } from "./post.js";

export const create = (options) => async (id) => (await (await post(options, id)).json()).checkout_session;
