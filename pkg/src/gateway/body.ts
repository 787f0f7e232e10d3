import { openStream } from "../transport.js";
import { hook } from "./hook.js";

/**
 * Reads the body that a request need not have, and forgets it. Gives why the request is refused, if it is.
 */
export async function discardBody(
  { body, headers }: Request,
  { maxRequestBytes, hookTimeout }: { maxRequestBytes: number; hookTimeout: number },
): Promise<"request_too_large" | "request_timeout" | undefined> {
  if (!body || headers.get("content-length") === "0") {
    return undefined;
  }
  const { read, cancel } = openStream(body);
  const fits = async () => {
    for (let size = 0; ; ) {
      const { done, value } = await read();
      if (done) {
        return true;
      }
      size += (value as Uint8Array).byteLength;
      if (size > maxRequestBytes) {
        return false;
      }
    }
  };
  const said = await hook(hookTimeout, fits);
  if ("value" in said && said.value) {
    return undefined;
  }
  // Nobody waits for how it goes.
  hook(hookTimeout, cancel);
  return "thrown" in said ? "request_timeout" : "request_too_large";
}
