// The progress of a call by its events: each request, each wait.
import type { FlexEvent } from "flex-checkout";
import { h } from "../dom.js";
import { span, words } from "../format.js";

/** A line of the progress. */
type Line = {
  attempt: number;
  label: string;
  state: "running" | "done" | "failed" | "waiting";
  wait?: number;
};

export class Progress {
  #lines: Line[] = [];

  constructor(readonly list: HTMLElement) {}

  begin(): void {
    this.#lines = [];
    this.#draw();
  }

  /** Shows the next event. */
  add(event: FlexEvent): void {
    switch (event.type) {
      case "attempt":
        this.#settle();
        this.#lines.push({ attempt: event.attempt, label: `${event.method} sent`, state: "running" });
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
        this.#last(`failed: ${words(reason)}`, "failed");
        const next =
          action === "read"
            ? "reads the session, as the call took effect"
            : "sends it again, with the same key";
        this.#lines.push({
          attempt,
          label: `${words(reason)}: waits ${span(delay)}, then ${next}`,
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

  /** Ends the progress. */
  end(failed: boolean): void {
    this.#settle(failed ? "failed" : "done");
    this.#draw();
  }

  #settle(state: Line["state"] = "done"): void {
    for (const line of this.#lines) {
      if (line.state === "running") {
        line.state = state;
        if (state === "failed") line.label += ", no response";
      }
      if (line.state === "waiting") line.state = "done";
    }
  }

  /** Shows how the request in flight ended. */
  #last(label: string, state: Line["state"], add = false): void {
    const line = this.#lines.at(-1);
    if (!line) return;
    if (add) line.label += `; ${label}`;
    else if (line.state === "running") Object.assign(line, { label, state });
  }

  #draw(): void {
    this.list.replaceChildren(...this.#lines.map(draw));
  }
}

function draw({ attempt, label, state, wait }: Line): HTMLElement {
  const line = h(
    "li",
    { class: state, "data-attempt": attempt },
    h("span", { class: "number" }, wait === undefined ? String(attempt) : "…"),
    h("span", {}, label),
  );
  if (wait !== undefined) {
    const bar = h("span", { class: "wait", "aria-hidden": "true" });
    bar.style.setProperty("--wait", `${wait}ms`);
    line.append(bar);
  }
  return line;
}
