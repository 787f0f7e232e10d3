import { isSuccess, openStream, type Reading, type Source } from "./transport.js";

/** Largest body that is read at once, in bytes. */
const SMALL = 64 * 1024;

/** Sizes of the first and the largest buffer, in bytes. */
const [FIRST_READ, LARGEST_READ] = [16 * 1024, 256 * 1024];

/**
 * The fastest way to read bodies in workerd. Each read of a stream takes it 20 µs, so a short session is read at once; if it is cut
 * off, the part that arrived is lost, and the client reads the session again. A longer one is read into buffers: workerd's
 * default reader delivers 4 KB at a time, which makes a megabyte four times as slow.
 */
export const workerd: Reading = {
  open: (stream) => {
    const reader = readerOf(stream);
    return reader ? readWithBuffer(reader) : openStream(stream);
  },
  isSmall: ({ status, headers }) => {
    const length = isSuccess(status) && !headers.get("content-encoding") && headers.get("content-length");
    return length ? Number(length) <= SMALL : false;
  },
};

function readWithBuffer(opened: ReadableStreamBYOBReader): Source {
  let reader: ReadableStreamBYOBReader | undefined = opened;
  let buffer = new ArrayBuffer(FIRST_READ);
  const fill = async (): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> => {
    try {
      return (await reader?.read(new Uint8Array(buffer))) ?? { done: true, value: undefined };
    } catch (error) {
      // The stream keeps the error, whose stack keeps this function: a reference from it to the stream would never be
      // freed, because workerd does not collect such a cycle.
      reader = undefined;
      throw error;
    }
  };
  return {
    read: async () => {
      const { done, value } = await fill();
      if (done || !value) {
        return { done: true };
      }
      // A copy, so that the buffer can be filled again.
      const part = value.slice();
      const isFull = value.byteLength === value.buffer.byteLength;
      buffer = isFull ? new ArrayBuffer(Math.min(value.byteLength * 4, LARGEST_READ)) : value.buffer;
      return { done: false, value: part };
    },
    cancel: () => reader?.cancel(),
  };
}

/** Returns a reader into buffers; nothing for a stand-in, or a stream that JavaScript made of chunks. */
function readerOf(stream: ReadableStream<unknown>): ReadableStreamBYOBReader | undefined {
  try {
    return stream instanceof ReadableStream ? stream.getReader({ mode: "byob" }) : undefined;
  } catch {
    return undefined;
  }
}
