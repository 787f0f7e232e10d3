// The sandbox's sessions, one of which is selected. Radio buttons: the browser handles arrow keys.

import type { Listed } from "../backend.js";
import { h } from "../dom.js";
import { words } from "../format.js";

/** Draws the list. The selected session keeps the focus. */
export function draw(container: HTMLElement, sessions: readonly Listed[], chosen: string | undefined): void {
  const focused = container.contains(document.activeElement);
  const { scrollLeft } = container;
  container.replaceChildren(...sessions.map((session) => item(session, session.id === chosen)));
  if (focused) container.querySelector<HTMLElement>("input:checked")?.focus();
  // On narrow screens the list is a row. It scrolls only to show a new selection.
  container.scrollLeft = scrollLeft;
  const choice = container.querySelector<HTMLElement>("label:has(:checked)");
  if (choice && chosen !== container.dataset.chosen) {
    container.scrollLeft = choice.offsetLeft - (container.clientWidth - choice.offsetWidth) / 2;
    container.dataset.chosen = chosen;
  }
}

function item({ id, kind, title, holds_placed }: Listed, isChosen: boolean): HTMLElement {
  const radio = h("input", { type: "radio", name: "session", value: id });
  radio.checked = isChosen;
  const count = holds_placed === 0 ? "" : holds_placed === 1 ? "1 hold" : `${holds_placed} holds`;
  return h(
    "label",
    {},
    radio,
    h("span", { class: "name" }, h("strong", {}, words(kind)), h("span", { class: "count" }, count)),
    h("span", { class: "title" }, title),
  );
}
