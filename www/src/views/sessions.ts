// The sandbox's sessions, of which one is chosen. Radio buttons: the arrow keys are the browser's.
import { h } from "../dom.js";
import { words } from "../format.js";
import type { Listed } from "../shop.js";

/** Draws the list. The chosen one keeps the focus that it had. */
export function draw(place: HTMLElement, sessions: readonly Listed[], chosen: string | undefined): void {
  const focused = place.contains(document.activeElement);
  place.replaceChildren(...sessions.map((session) => item(session, session.id === chosen)));
  if (focused) place.querySelector<HTMLElement>("input:checked")?.focus();
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
