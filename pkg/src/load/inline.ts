import { deflated } from "../generated/inline.js";

/** Unpacks the module that this package carries in itself. */
export async function unpack(): Promise<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(deflated), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).arrayBuffer();
}
