import { openPlainly, type Source } from "../stream.js";

/** How much is asked for at first, and at most, in bytes. */
const [FIRST_READ, LARGEST_READ] = [16 * 1024, 256 * 1024];

/**
 * Opens a stream as workerd reads it fastest. Without a buffer it hands out 4 KB at a time, which makes
 * reading a megabyte four times as slow; everywhere else the plain way is the fast one.
 */
export function openWithBuffer(stream: ReadableStream<unknown>): Source {
  const reader = readerOfBytes(stream);
  if (!reader) {
    return openPlainly(stream);
  }
  let buffer = new ArrayBuffer(FIRST_READ);
  return {
    read: async () => {
      const { done, value }: ReadableStreamReadResult<Uint8Array<ArrayBuffer>> = await reader.read(
        new Uint8Array(buffer),
      );
      if (done || !value) {
        return { done: true };
      }
      // What was read is copied, so that the buffer can be filled again.
      const part = value.slice();
      const isFull = value.byteLength === value.buffer.byteLength;
      buffer = isFull ? new ArrayBuffer(Math.min(value.byteLength * 4, LARGEST_READ)) : value.buffer;
      return { done: false, value: part };
    },
    cancel: () => reader.cancel(),
  };
}

/** A reader of bytes; none of a stand-in, or of a stream of chunks that somebody made in JavaScript. */
function readerOfBytes(stream: ReadableStream<unknown>): ReadableStreamBYOBReader | undefined {
  try {
    return stream instanceof ReadableStream ? stream.getReader({ mode: "byob" }) : undefined;
  } catch {
    return undefined;
  }
}
