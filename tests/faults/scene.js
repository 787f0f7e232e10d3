// The environment of a case: the package, a sandbox, a session and recorded events.

import { Context } from "../runtimes/context.js";
import { watchedController } from "../support/signals.js";
import { until } from "../support/until.mjs";

export class Scene {
  constructor(pkg, env, index) {
    const { sandboxes } = env;
    this.pkg = pkg;
    this.env = env;
    this.baseURL = sandboxes[index % sandboxes.length];
    /** Another origin. */
    this.otherURL = sandboxes[(index + 1) % sandboxes.length];
    this.t = new Context(pkg, { ...env, baseURL: this.baseURL });
    this.events = [];
    this.notes = {};
    Object.assign(this, watchedController());
  }

  /** Seeds the session and creates the client. */
  async set({ session = "hold_expiring", wishes, faults = [], client, fetch, onEvent }) {
    this.session = await this.t.seed(session, wishes);
    await this.session.plan(typeof faults === "function" ? faults(this) : faults);
    const options = typeof client === "function" ? client(this) : client;
    this.flex = this.t.client({
      ...options,
      ...(fetch && { fetch: this.#standIn(fetch(this)) }),
      onEvent: (event) => {
        this.events.push(event);
        return onEvent?.(event, this);
      },
    });
  }

  /** Restores the real fetch for the next call. */
  clear() {
    this.cleared = true;
  }

  /** Returns the events of one type. */
  of(type) {
    return this.events.filter((event) => event.type === type);
  }

  /** Waits until the sandbox has received `count` requests of a method. */
  arrived(method, count = 1) {
    const enough = async () => ((await this.session.entry()).requests[method] ?? 0) >= count;
    return until(enough, `${method} number ${count}`);
  }

  #standIn(standIn) {
    const scene = this;
    return function (input, init) {
      if (this !== undefined) scene.notes.this = this;
      return scene.cleared ? fetch(input, init) : standIn(input, init);
    };
  }
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
