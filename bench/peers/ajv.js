// Bare fetch with a timeout, and the function that ajv compiles ahead of time: this also runs where `eval`
// is forbidden, and leaves ajv itself out of the bundle.
import validate from "../generated/ajv.js";
import { postInTime } from "./post.js";

export const create = (options) => async (id) => {
  const body = await postInTime(options, id);
  if (!validate(body)) throw new Error(JSON.stringify(validate.errors));
  return body.checkout_session;
};
