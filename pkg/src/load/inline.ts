import { deflated } from "../generated/inline.js";

/** Unpacks the module that this package carries in itself. */
export async function unpack(): Promise<ArrayBuffer> {
  if (typeof DecompressionStream === "undefined") {
    throw new Error(
      "this environment has no DecompressionStream (with Jest, use its node environment; elsewhere, load the module with flex-checkout/slim)",
    );
  }
  const bytes = Uint8Array.from(atob(deflated), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).arrayBuffer();
}
