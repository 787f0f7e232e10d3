// What a call is doing, as its events tell: each request, each wait.
import type { FlexEvent } from "flex-checkout";
import { h } from "../dom.js";
import { span, words } from "../format.js";

/** A line of the call's story. */
type Line = {
  attempt: number;
  text: string;
  state: "running" | "done" | "failed" | "waiting";
  wait?: number;
};

export class Progress {
  #lines: Line[] = [];

  constructor(readonly place: HTMLElement) {}

  begin(): void {
    this.#lines = [];
    this.#draw();
  }

  /** Takes the next event. */
  add(event: FlexEvent): void {
    switch (event.type) {
      case "attempt":
        this.#settle();
        this.#lines.push({ attempt: event.attempt, text: `${event.method} sent`, state: "running" });
        break;
      case "response": {
        const ok = event.status >= 200 && event.status < 300;
        this.#last(
          `${event.method} answered ${event.status} in ${span(event.duration)}`,
          ok ? "done" : "failed",
        );
        break;
      }
      case "retry": {
        const { attempt, action, delay, reason } = event;
        this.#last(`no answer to use: ${words(reason)}`, "failed");
        const next =
          action === "read" ? "reads the session, whose hold is placed" : "sends it again, with the same key";
        this.#lines.push({
          attempt,
          text: `${words(reason)}: waits ${span(delay)}, then ${next}`,
          state: "waiting",
          wait: delay,
        });
        break;
      }
      case "drift":
        this.#last(`the answer departs from the types at ${event.path}`, "done", true);
    }
    this.#draw();
  }

  /** The call is over. */
  end(failed: boolean): void {
    this.#settle(failed ? "failed" : "done");
    this.#draw();
  }

  #settle(state: Line["state"] = "done"): void {
    for (const line of this.#lines) {
      if (line.state === "running") {
        line.state = state;
        if (state === "failed") line.text += ", and no answer came";
      }
      if (line.state === "waiting") line.state = "done";
    }
  }

  /** Says of the request that is under way how it ended. */
  #last(text: string, state: Line["state"], add = false): void {
    const line = this.#lines.at(-1);
    if (!line) return;
    if (add) line.text += `; ${text}`;
    else if (line.state === "running") Object.assign(line, { text, state });
  }

  #draw(): void {
    this.place.replaceChildren(...this.#lines.map(draw));
  }
}

function draw({ attempt, text, state, wait }: Line): HTMLElement {
  const line = h(
    "li",
    { class: state, "data-attempt": attempt },
    h("span", { class: "number" }, wait === undefined ? String(attempt) : "…"),
    h("span", {}, text),
  );
  if (wait !== undefined) {
    const bar = h("span", { class: "wait", "aria-hidden": "true" });
    bar.style.setProperty("--wait", `${wait}ms`);
    line.append(bar);
  }
  return line;
}
