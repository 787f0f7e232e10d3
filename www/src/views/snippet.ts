// Code, with its words told apart.
import { h } from "../dom.js";

const WORDS =
  /(?<comment>\/\/.*)|(?<string>"[^"\n]*")|(?<keyword>\b(?:import|from|const|new|export|async|function|await|return|try|catch|throw|if|use|pub|fn|let|match|type)\b)|(?<number>\b\d[\d_]*\b)/g;

/** The code as elements. */
export function highlighted(code: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let from = 0;
  for (const { 0: text, index, groups } of code.matchAll(WORDS)) {
    const [kind = ""] = Object.entries(groups ?? {}).find(([, found]) => found !== undefined) ?? [];
    parts.push(code.slice(from, index), h("span", { class: `token ${kind}` }, text));
    from = index + text.length;
  }
  parts.push(code.slice(from));
  return parts;
}
