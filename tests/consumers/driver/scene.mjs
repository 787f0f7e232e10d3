import { proveRenewal } from "./renewal.mjs";

/** One environment: where it plays, and what came of it at each of its places. */
export class Scene {
  constructor({ name, tools, places, folder, baseURL }) {
    this.name = name;
    this.tools = tools;
    this.places = places;
    this.folder = folder;
    this.baseURL = baseURL;
    this.remarks = [];
    /** By place: `true`, or what is wrong. A place that nobody tried is wrong too. */
    this.results = new Map(places.map((place) => [place, "was not tried"]));
  }

  /** At this place the function renews what it is told, and gives the new payment intents. */
  renews(place, renew) {
    return this.checks(place, () => proveRenewal(this.baseURL, renew));
  }

  /** At this place the function finds nothing wrong. */
  async checks(place, check) {
    if (!this.results.has(place)) throw new Error(`${this.name} has no place ${place}`);
    try {
      await check();
      this.results.set(place, true);
    } catch (error) {
      this.results.set(place, String(error?.stack ?? error));
    }
  }

  remark(text) {
    this.remarks.push(text);
  }

  /** Runs the environment. What it throws is wrong with every place that has no result yet. */
  async play(run) {
    try {
      await run(this);
    } catch (error) {
      for (const [place, result] of this.results)
        if (result !== true) this.results.set(place, String(error?.stack ?? error));
    }
  }
}
