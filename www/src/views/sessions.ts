// The sandbox's sessions, of which one is chosen. Radio buttons: the arrow keys are the browser's.
import { h } from "../dom.js";
import { words } from "../format.js";
import type { Listed } from "../shop.js";

/** Draws the list. The chosen one keeps the focus that it had. */
export function draw(place: HTMLElement, sessions: readonly Listed[], chosen: string | undefined): void {
  const focused = place.contains(document.activeElement);
  const { scrollLeft } = place;
  place.replaceChildren(...sessions.map((session) => item(session, session.id === chosen)));
  if (focused) place.querySelector<HTMLElement>("input:checked")?.focus();
  // On narrow screens the list is a row. What is chosen there is to be seen, and otherwise it stays as it was.
  place.scrollLeft = scrollLeft;
  const choice = place.querySelector<HTMLElement>("label:has(:checked)");
  if (choice && chosen !== place.dataset.chosen) {
    place.scrollLeft = choice.offsetLeft - (place.clientWidth - choice.offsetWidth) / 2;
    place.dataset.chosen = chosen;
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
    h("span", { class: "what" }, h("strong", {}, words(kind)), h("span", { class: "count" }, count)),
    h("span", { class: "title" }, title),
  );
}
