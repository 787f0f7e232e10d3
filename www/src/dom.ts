// Elements, in a word.
import { time } from "./format.js";

type Child = Node | string | undefined | false;

/** An element with attributes and children. A text is text, never markup. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string | number | boolean | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false)
      element.setAttribute(attribute, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

/** A time as people read it, the exact instant on hover. */
export function instant(ms: number, text = time(ms)): HTMLElement {
  const exact = new Date(ms).toISOString();
  return h("time", { datetime: exact, title: exact }, text);
}

/** The element of index.html that has this id. */
export function part<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no element #${id}`);
  return found as Kind;
}

/** A button with a text that does something. */
export function button(text: string, onClick: () => void, attributes: Record<string, string> = {}) {
  const made = h("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", onClick);
  return made;
}

/** A button that copies a text, and says that it did. */
export function copyButton(text: string, what: string, said: (words: string) => void): HTMLButtonElement {
  const made = button("Copy", copy, { class: "copy", "aria-label": `Copy ${what}` });
  async function copy(): Promise<void> {
    const done = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    made.textContent = done ? "Copied" : "Not copied";
    said(done ? `Copied ${what}` : `The browser did not let the page copy ${what}`);
    setTimeout(() => {
      made.textContent = "Copy";
    }, 1500);
  }
  return made;
}
