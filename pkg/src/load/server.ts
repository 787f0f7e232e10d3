import { decide as ask } from "../generated/server.js";
import { load } from "../wasm/core.js";

/** Decisions of the server's module, by their numbers in pkg/rust/src/decide.rs. */
export enum Decision {
  gate = 0,
  refuse = 1,
  fault = 2,
  checkToken = 3,
  signToken = 4,
  withhold = 5,
}

/** One of the texts of a decision; one that is not there is an empty one. */
type Text = string | number | boolean | null | undefined;

const none = new Uint8Array();
const decoder = new TextDecoder();

/** Asks the module for a decision that it gives as bytes. */
export async function decideBytes(
  what: Decision,
  texts: readonly Text[],
  body: Uint8Array = none,
): Promise<Uint8Array<ArrayBuffer>> {
  // A line of a text would be another text.
  const lines = texts.map((text) => String(text ?? "").replaceAll("\n", " "));
  await load();
  return ask(what, lines.join("\n"), body) as Uint8Array<ArrayBuffer>;
}

/** Asks the module for a decision that it gives as text. */
export async function decideText(what: Decision, texts: readonly Text[]): Promise<string> {
  return decoder.decode(await decideBytes(what, texts));
}

/** Asks the module for a decision that it gives as JSON. */
export async function decide<Answer>(what: Decision, texts: readonly Text[]): Promise<Answer> {
  return JSON.parse(await decideText(what, texts));
}
