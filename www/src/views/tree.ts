// A session as a tree, after https://www.w3.org/WAI/ARIA/apg/patterns/treeview/: arrow keys move and expand, and the
// docs of the hovered or focused field are shown below.
import { type Changes, isObject, join } from "../diff.js";
import { h, instant } from "../dom.js";
import { money } from "../format.js";
import { type Field, fieldOf, meaning } from "../models.js";

/** Draws the tree into one element, and the docs of its fields into another. */
export class Tree {
  /** Expanded items stay expanded when the session is read again. */
  readonly #open = new Set<string>();
  #session: object | undefined;
  #changes: Changes = new Map();
  #focused = "";

  constructor(
    readonly container: HTMLElement,
    readonly docs: HTMLElement,
  ) {
    container.addEventListener("keydown", (event) => this.#key(event));
    container.addEventListener("click", ({ target }) => this.#click(target as HTMLElement));
    container.addEventListener("focusin", ({ target }) => this.#show(target as HTMLElement));
    container.addEventListener("pointerover", ({ target }) => this.#show(target as HTMLElement));
  }

  /** Draws a session. Changes are marked, and scrolled into view. */
  draw(session: object | undefined, changes: Changes): void {
    this.#session = session;
    this.#changes = changes;
    for (const path of changes.keys()) {
      for (const above of ancestors(path)) this.#open.add(above);
    }
    const hadFocus = this.container.contains(document.activeElement);
    this.container.replaceChildren(...(session ? this.#items(session, "", "CheckoutSession") : []));
    const items = this.#visible();
    const first = items.find(({ dataset }) => dataset.path === this.#focused) ?? items[0];
    if (first) first.tabIndex = 0;
    const changed = items.find((item) => item.dataset.changed === "here");
    if (changed) this.container.scrollTop = changed.offsetTop - this.container.clientHeight / 3;
    if (hadFocus) first?.focus();
  }

  #items(value: object, path: string, object: string | undefined): HTMLElement[] {
    return Object.entries(value).map(([name, inner]) =>
      this.#item(name, inner, join(path, name, Array.isArray(value)), Array.isArray(value), object),
    );
  }

  #item(
    name: string,
    value: unknown,
    path: string,
    inList: boolean,
    object: string | undefined,
  ): HTMLElement {
    // The elements of a list have the docs of the list's field.
    const field: Field | undefined = inList ? { doc: "", ...(object && { object }) } : fieldOf(object, name);
    const holds = isObject(value) && Object.keys(value).length > 0;
    const isOpen = holds && this.#open.has(path);
    const below = [...this.#changes.keys()].some((changed) => changed !== path && isBelow(changed, path));
    const item = h(
      "div",
      {
        role: "treeitem",
        tabindex: -1,
        "data-path": path,
        "data-doc": inList ? undefined : describe(name, value, field),
        "aria-expanded": holds ? String(isOpen) : undefined,
        "data-changed": this.#changes.has(path) ? "here" : below ? "below" : undefined,
      },
      h(
        "span",
        { class: "row" },
        h("span", { class: "name" }, name),
        shown(value, field),
        this.#changes.has(path) &&
          h(
            "del",
            {},
            h("span", { class: "visually-hidden" }, "was "),
            short(this.#changes.get(path), field),
          ),
      ),
    );
    if (isOpen) item.append(this.#group(value, path, field));
    return item;
  }

  #group(value: object, path: string, field: Field | undefined): HTMLElement {
    return h("div", { role: "group" }, ...this.#items(value, path, field?.object));
  }

  /** Expands or collapses an item. Returns it. */
  #toggle(item: HTMLElement, open: boolean): HTMLElement {
    const path = item.dataset.path ?? "";
    if (!item.hasAttribute("aria-expanded") || this.#open.has(path) === open) return item;
    item.setAttribute("aria-expanded", String(open));
    if (open) {
      this.#open.add(path);
      const [value, field] = this.#find(path);
      item.append(this.#group(value as object, path, field));
    } else {
      this.#open.delete(path);
      item.querySelector(":scope > [role=group]")?.remove();
    }
    return item;
  }

  /** Returns the value at a path, and its field. */
  #find(path: string): [unknown, Field | undefined] {
    let value: unknown = this.#session;
    let object: string | undefined = "CheckoutSession";
    let field: Field | undefined;
    for (const step of path.match(/[^.[\]]+/g) ?? []) {
      if (!isObject(value)) break;
      if (!Array.isArray(value)) {
        field = fieldOf(object, step);
        object = field?.object;
      }
      value = value[step];
    }
    return [value, field];
  }

  #visible(): HTMLElement[] {
    return [...this.container.querySelectorAll<HTMLElement>("[role=treeitem]")];
  }

  #click(target: HTMLElement): void {
    const item = target.closest<HTMLElement>("[role=treeitem]");
    if (!item) return;
    this.#toggle(item, item.getAttribute("aria-expanded") === "false");
    this.#focus(item);
  }

  #key(event: KeyboardEvent): void {
    const item = (event.target as HTMLElement).closest<HTMLElement>("[role=treeitem]");
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    const items = this.#visible();
    const index = items.indexOf(item);
    const isOpen = item.getAttribute("aria-expanded") === "true";
    const moves: Record<string, () => HTMLElement | null | undefined> = {
      ArrowDown: () => items[index + 1],
      ArrowUp: () => items[index - 1],
      Home: () => items[0],
      End: () => items.at(-1),
      ArrowRight: () => (isOpen ? items[index + 1] : this.#toggle(item, true)),
      ArrowLeft: () =>
        isOpen ? this.#toggle(item, false) : item.parentElement?.closest<HTMLElement>("[role=treeitem]"),
      Enter: () => this.#toggle(item, !isOpen),
      " ": () => this.#toggle(item, !isOpen),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const next = move();
    if (next) this.#focus(next);
  }

  #focus(item: HTMLElement): void {
    for (const other of this.container.querySelectorAll<HTMLElement>("[tabindex='0']")) other.tabIndex = -1;
    item.tabIndex = 0;
    item.focus();
    this.#focused = item.dataset.path ?? "";
  }

  #show(target: HTMLElement): void {
    const item = target.closest<HTMLElement>("[role=treeitem]");
    if (!item) return;
    const doc = item.closest<HTMLElement>("[data-doc]")?.dataset.doc ?? "";
    this.docs.replaceChildren(h("code", {}, item.dataset.path ?? ""), h("span", {}, doc));
  }
}

/** `a.b[0].c` is below `a`, `a.b` and `a.b[0]`. */
function ancestors(path: string): string[] {
  return Array.from(path.matchAll(/[.[]/g), ({ index }) => path.slice(0, index));
}

const isBelow = (path: string, above: string): boolean =>
  path.startsWith(above) && (path[above.length] === "." || path[above.length] === "[");

/** Returns the model's docs of a field, and of its value. */
function describe(name: string, value: unknown, field: Field | undefined): string {
  if (!field) return `The models do not know ${name}. It is here as Flex sent it.`;
  const doc = field.enum && typeof value === "string" ? meaning(field.enum, value) : undefined;
  return doc ? `${field.doc} ${JSON.stringify(value)}: ${doc}` : field.doc;
}

function shown(value: unknown, field: Field | undefined): HTMLElement {
  if (Array.isArray(value))
    return h("span", { class: "kind" }, value.length === 1 ? "1 item" : `${value.length} items`);
  if (isObject(value)) return h("span", { class: "kind" }, field?.object ?? "object");
  const kind = value === null ? "null" : typeof value;
  return h("span", { class: `value ${kind}` }, short(value, field), hint(value, field));
}

/** Formats a value as JSON, truncated. */
function short(value: unknown, field?: Field): string {
  if (value === undefined) return "absent";
  if (isObject(value)) return Array.isArray(value) ? "a list" : (field?.object ?? "an object");
  const json = JSON.stringify(value);
  return json.length > 80 ? `${json.slice(0, 79)}…` : json;
}

/** Returns a number or a string in dollars or local time. */
function hint(value: unknown, field: Field | undefined): HTMLElement | undefined {
  if (typeof value === "number" && field?.unit === "Cents") return h("span", { class: "hint" }, money(value));
  const isTime = typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value);
  const ms = isTime ? Date.parse(value) : field?.unit === "UnixSeconds" ? Number(value) * 1000 : Number.NaN;
  return Number.isNaN(new Date(ms).getTime()) ? undefined : h("span", { class: "hint" }, instant(ms));
}
