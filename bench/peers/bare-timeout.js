// Bare fetch with a timeout: the least that a real caller writes, and the baseline.
import { postInTime } from "./post.js";

export const create = (options) => async (id) => (await postInTime(options, id)).checkout_session;
