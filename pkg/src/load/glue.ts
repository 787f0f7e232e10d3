/**
 * The module's functions. Texts and bytes go in by copy; what comes out is a step in JSON. They stand
 * in pkg/rust/src/client.rs, which says what they do.
 */
export interface Glue {
  begin(
    texts: string,
    flags: number,
    timeout: number,
    deadline: number,
    maxRetries: number,
    maxRetryDelay: number,
    maxResponseBytes: number,
    now: number,
  ): string;
  said(run: number, texts: string): void;
  came(run: number, body: Uint8Array, status: number, failure: number, now: number, random: number): string;
  waited(run: number, now: number): string;
  body(run: number): Uint8Array | undefined;
  end(run: number): void;
  uuid(random: Uint8Array): string;
}

/** Where bytes lie in the module's memory, and how many they are. */
type Place = [address: number, length: number];

/** What wasm-bindgen makes of the functions. */
interface Exports {
  memory: WebAssembly.Memory;
  begin(address: number, length: number, ...numbers: number[]): Place;
  said(run: number, address: number, length: number): void;
  came(run: number, address: number, length: number, ...numbers: number[]): Place;
  waited(run: number, now: number): Place;
  body(run: number): Place;
  end(run: number): void;
  uuid(address: number, length: number): Place;
  __wbindgen_malloc(size: number, align: number): number;
  __wbindgen_free(address: number, size: number, align: number): void;
}

/**
 * Makes the glue of an instance. The one that wasm-bindgen generates is of one instance for ever, and
 * three times as large, since it serves every type.
 */
export function createGlue(exports: WebAssembly.Exports): Glue {
  const wasm = exports as unknown as Exports;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const at = ([address, length]: Place) =>
    new Uint8Array(wasm.memory.buffer as ArrayBuffer, address >>> 0, length);
  const give = (bytes: Uint8Array): Place => {
    const place: Place = [wasm.__wbindgen_malloc(bytes.length, 1), bytes.length];
    at(place).set(bytes);
    return place;
  };
  const giveText = (text: string) => give(encoder.encode(text));
  const take = <Result>(place: Place, read: (bytes: Uint8Array<ArrayBuffer>) => Result): Result => {
    const result = read(at(place));
    wasm.__wbindgen_free(...place, 1);
    return result;
  };
  const takeBytes = (place: Place) => take(place, (bytes) => bytes.slice());
  const takeText = (place: Place) => take(place, (bytes) => decoder.decode(bytes));
  return {
    begin: (texts, ...numbers) => takeText(wasm.begin(...giveText(texts), ...numbers)),
    said: (run, texts) => wasm.said(run, ...giveText(texts)),
    came: (run, body, ...numbers) => takeText(wasm.came(run, ...give(body), ...numbers)),
    waited: (run, now) => takeText(wasm.waited(run, now)),
    body: (run) => {
      const place = wasm.body(run);
      return place[0] === 0 ? undefined : takeBytes(place);
    },
    end: (run) => wasm.end(run),
    uuid: (random) => takeText(wasm.uuid(...give(random))),
  };
}
