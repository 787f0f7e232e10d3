import { proveRenewal } from "./renewal.mjs";

/** One environment, with a result for each runtime. */
export class Scene {
  constructor({ name, tools, runtimes, folder, baseURL, origins }) {
    this.name = name;
    this.tools = tools;
    this.runtimes = runtimes;
    this.folder = folder;
    this.baseURL = baseURL;
    /** By runtime: the origin of the project's server. */
    this.origins = origins;
    this.remarks = [];
    /** Results by runtime: `true` or an error. A runtime starts as "was not tried", which is a failure. */
    this.results = new Map(runtimes.map((runtime) => [runtime, "was not tried"]));
  }

  /** Checks that the function renews the session it gets, and resolves with the new payment intents. */
  renews(runtime, renew) {
    return this.checks(runtime, () => proveRenewal(this.baseURL, renew));
  }

  /** Checks that the function does not throw in this runtime. */
  async checks(runtime, check) {
    if (!this.results.has(runtime)) throw new Error(`${this.name} has no runtime ${runtime}`);
    try {
      await check();
      this.results.set(runtime, true);
    } catch (error) {
      this.results.set(runtime, String(error?.stack ?? error));
    }
  }

  remark(text) {
    this.remarks.push(text);
  }

  /** Runs the environment. An exception fails every runtime without a result. */
  async play(run) {
    try {
      await run(this);
    } catch (error) {
      for (const [runtime, result] of this.results)
        if (result !== true) this.results.set(runtime, String(error?.stack ?? error));
    }
  }
}
