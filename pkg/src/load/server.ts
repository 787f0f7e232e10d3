import { core } from "./wasm.js";

/** What the server's module decides, by its numbers in src/server.rs. */
export const Decision = {} as const;

export type Decision = (typeof Decision)[keyof typeof Decision];

const none = new Uint8Array();
const decoder = new TextDecoder();

/** Asks the module for a decision that it gives as bytes. */
export async function decideBytes(
  what: Decision,
  texts: readonly string[],
  body: Uint8Array = none,
): Promise<Uint8Array<ArrayBuffer>> {
  return (await core()).decide(what, texts.join("\n"), body);
}

/** Asks the module for a decision that it gives as JSON. */
export async function decide<Answer>(what: Decision, texts: readonly string[], body?: Uint8Array): Promise<Answer> {
  return JSON.parse(decoder.decode(await decideBytes(what, texts, body)));
}
