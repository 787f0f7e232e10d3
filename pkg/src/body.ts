import { Failure } from "./steps.js";
import { openStream } from "./stream.js";

/** A body, as far as it has come. */
export interface Body {
  parts: Uint8Array[];
  /** Tells the platform that nobody waits for the rest. */
  cancel?: () => unknown;
}

/** How much is read of a body that explains a refusal, in bytes. */
const MAX_REFUSAL = 64 * 1024;

/**
 * After how many chunks of nothing the clock is let in. A body that gives them without end would else
 * keep every timer from firing.
 */
const EMPTY_CHUNKS = 100;

/**
 * Reads a body. It gives how that failed, or throws what the platform threw; what came of the body is
 * in `body` in any case.
 */
export async function readBody(
  response: Response,
  status: number,
  maxBytes: number,
  body: Body,
): Promise<Failure> {
  const limit = isSuccess(status) ? maxBytes : Math.min(maxBytes, MAX_REFUSAL);
  let size = 0;
  const fits = (part: Uint8Array) => {
    size += part.length;
    return size <= limit && body.parts.push(part);
  };
  const stream: unknown = response.body;
  if (typeof stream !== "object" || stream === null) {
    // A response without a body, or of a runtime without streams.
    const buffer: unknown = await response.arrayBuffer();
    // Of something that merely has a length an array of zeros would be made, however long.
    if (typeof (buffer as ArrayBuffer).byteLength !== "number") {
      throw new Error("arrayBuffer gave something that is not bytes");
    }
    return fits(new Uint8Array(buffer as ArrayBuffer)) ? Failure.none : Failure.tooLarge;
  }
  const { read, cancel } = openStream(stream as ReadableStream<unknown>, status);
  body.cancel = cancel;
  for (let empty = 0; ; ) {
    const { done, value } = await read();
    if (done) {
      return Failure.none;
    }
    if (!ArrayBuffer.isView(value)) {
      throw new Error("the body gave a chunk that is not bytes");
    }
    const before = size;
    if (!fits(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))) {
      return Failure.tooLarge;
    }
    empty = size > before ? 0 : empty + 1;
    if (empty === EMPTY_CHUNKS) {
      empty = 0;
      await new Promise((resume) => setTimeout(resume, 0));
    }
  }
}

/** Whether a status says that Flex did what was asked. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** The parts as one. */
export function join(parts: Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (first && parts.length === 1) {
    return first;
  }
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

let decoder: TextDecoder | undefined;

/** The text of a body, without its byte order mark. */
export function textOf(body: Uint8Array | undefined): string {
  decoder ??= new TextDecoder();
  return decoder.decode(body);
}
