// The pictures that GitHub draws of Mermaid's flow charts: what they name must be there. https://mermaid.js.org

import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./markdown.mjs";

/** `name["label"]`, `name[label]`, `name([label])`. */
const NODE = /(\w+)(?:\["?|\(\[)([^\]"]+)/g;

/** What begins a path of the repository. */
const PATH = /^(?:src|pkg|sandbox|tests|worker|www|xtask|bench|fuzz|docs)\b[\w./-]*/;

/** Fails on a label that begins with a path that there is not, and on an arrow from or to nothing. */
export function checkPicture({ text }) {
  const labels = new Map([...text.matchAll(NODE)].map(([, name, label]) => [name, label]));
  if (labels.size < 2) throw new Error("it shows nothing");
  let paths = 0;
  for (const label of labels.values()) {
    const [path] = PATH.exec(label) ?? [];
    if (path === undefined) continue;
    paths += 1;
    if (!existsSync(join(ROOT, path))) throw new Error(`there is no ${path}`);
  }
  if (paths === 0) throw new Error("it names no part of the repository");
  for (const line of text.split("\n").filter((line) => /--|-\./.test(line))) {
    // Labels and what is written on an arrow are no names.
    const bare = line.replaceAll(/\(?\[[^\]]*\]\)?|\|[^|]*\||"[^"]*"/g, "");
    for (const [name] of bare.matchAll(/\w+/g))
      if (!labels.has(name)) throw new Error(`an arrow goes from or to ${name}, which is not there`);
  }
}
