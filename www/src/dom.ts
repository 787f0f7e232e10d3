// Helpers for elements.
import { time } from "./format.js";

type Child = Node | string | undefined | false;

/** Creates an element with attributes and children. Strings become text nodes, never markup. */
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

/** Creates a readable time with the exact instant on hover. */
export function instant(ms: number, label = time(ms)): HTMLElement {
  const exact = new Date(ms).toISOString();
  return h("time", { datetime: exact, title: exact }, label);
}

/** Returns the element of index.html with this id. */
export function part<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no element #${id}`);
  return found as Kind;
}

/** Creates a button. */
export function button(label: string, onClick: () => void, attributes: Record<string, string> = {}) {
  const made = h("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", onClick);
  return made;
}

/** Creates a button that copies a value, and announces the result. */
export function copyButton(
  value: string,
  name: string,
  announce: (words: string) => void,
): HTMLButtonElement {
  const made = button("Copy", copy, { class: "copy", "aria-label": `Copy ${name}` });
  async function copy(): Promise<void> {
    const done = await navigator.clipboard.writeText(value).then(
      () => true,
      () => false,
    );
    made.textContent = done ? "Copied" : "Not copied";
    announce(done ? `Copied ${name}` : `The browser did not let the page copy ${name}`);
    setTimeout(() => {
      made.textContent = "Copy";
    }, 1500);
  }
  return made;
}
