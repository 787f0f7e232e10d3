/** A stream that is being read. */
export interface Source {
  read(): Promise<{ done: boolean; value?: unknown }>;
  cancel(): unknown;
}

/** Opens the body of an answer with this status; of a request there is none. */
export type Opener = (stream: ReadableStream<unknown>, status?: number) => Source;

let special: Opener | undefined;

/** Has streams opened in another way than the plain one. */
export function openBy(opener: Opener): void {
  special = opener;
}

/** Opens a stream for reading. */
export function openStream(stream: ReadableStream<unknown>, status?: number): Source {
  return (special ?? openPlainly)(stream, status);
}

export function openPlainly(stream: ReadableStream<unknown>): Source {
  const reader = stream.getReader();
  return { read: () => reader.read(), cancel: () => reader.cancel() };
}
