// A fetch that responds from memory, in Node and in workerd.

/**
 * `answer()` returns the bytes of the next response, and whether it lacks a content-length, as a compressed
 * one does. The signal is read as every fetch does, so that a client gains nothing by a lazy signal.
 */
export const memoryFetch = (answer) => async (input, init) => {
  (init?.signal ?? input.signal)?.throwIfAborted();
  const { body, isChunked } = answer();
  const headers = { "content-type": "application/json" };
  if (!isChunked) headers["content-length"] = String(body.byteLength);
  return new Response(body, { status: 200, headers });
};
