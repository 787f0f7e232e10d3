// Where a case plays: the package, a sandbox, a session of its own, and what was seen.

import { Context } from "../runtimes/context.js";
import { ok } from "../support/assert.js";
import { watchedController } from "../support/signals.js";

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

  /** Makes the case's session and client. */
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

  /** Ends what the case did to the world, so that the next call finds it sound. */
  clear() {
    this.cleared = true;
  }

  /** Events of one type. */
  of(type) {
    return this.events.filter((event) => event.type === type);
  }

  /** Waits until something is so. */
  async until(condition, what) {
    const end = Date.now() + 10_000;
    while (!(await condition())) {
      ok(Date.now() < end, `waited in vain for ${what}`);
      await sleep(10);
    }
  }

  /** Waits until so many requests of a method have arrived at the sandbox. */
  arrived(method, count = 1) {
    const enough = async () => ((await this.session.entry()).requests[method] ?? 0) >= count;
    return this.until(enough, `${method} number ${count}`);
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
