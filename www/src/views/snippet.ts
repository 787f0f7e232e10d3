// Highlighted code.
import { h } from "../dom.js";

const WORDS =
  /(?<comment>\/\/.*)|(?<string>"[^"\n]*")|(?<keyword>\b(?:import|from|const|new|export|async|function|await|return|try|catch|throw|if|use|pub|fn|let|match|type)\b)|(?<number>\b\d[\d_]*\b)/g;

/** Returns the code as elements. */
export function highlighted(code: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let from = 0;
  for (const { 0: token, index, groups } of code.matchAll(WORDS)) {
    const [kind = ""] = Object.entries(groups ?? {}).find(([, found]) => found !== undefined) ?? [];
    parts.push(code.slice(from, index), h("span", { class: `token ${kind}` }, token));
    from = index + token.length;
  }
  parts.push(code.slice(from));
  return parts;
}
