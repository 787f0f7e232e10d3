/** The first character that begins a pair. */
const FIRST = 125;

/**
 * Unpacks a module that this package carries in itself. Printable ASCII stands for itself, any other
 * byte is a pair that begins with `}` or `~`; before that, some bytes changed places. So the string
 * compresses like the module that it holds.
 */
export function unpack(encoded: string, swaps: readonly number[]): Uint8Array<ArrayBuffer> {
  const plain: number[] = [];
  const others: number[] = [];
  const original: number[] = [];
  for (let byte = 0; byte < 256; byte++) {
    const isPlain = byte > 31 && byte < FIRST && byte !== 34 && byte !== 92;
    (isPlain ? plain : others).push(byte);
    const place = swaps.indexOf(byte);
    original.push(place < 0 ? byte : (swaps[place ^ 1] as number));
  }
  const bytes = new Uint8Array(encoded.length);
  let size = 0;
  for (let at = 0; at < encoded.length; at++) {
    let byte = encoded.charCodeAt(at);
    if (byte >= FIRST) {
      at += 1;
      byte = others[(byte - FIRST) * plain.length + plain.indexOf(encoded.charCodeAt(at))] as number;
    }
    bytes[size++] = original[byte] as number;
  }
  return bytes.subarray(0, size);
}
