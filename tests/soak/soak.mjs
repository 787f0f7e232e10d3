// Endless calls through the package with every kind of fault, and a search for leaks.
//
// Several lanes make one call after another. At intervals all pause, and when every call has settled the target is
// sampled: then there must be no timer, no listener, and no more memory than before.

import { setTimeout as sleep } from "node:timers/promises";
import { cpuTime } from "../../bench/support/clock.mjs";
import { seed } from "../support/control.js";
import { startFaultProxy } from "../support/fault-proxy.mjs";
import { freePort } from "../support/ports.mjs";
import { randomOf } from "../support/random.mjs";
import { API_KEY, startSandbox } from "../support/sandbox.mjs";
import { judge } from "./judge.mjs";
import { Ledger } from "./ledger.mjs";
import { draw, largest, nameOf } from "./mix.mjs";

/** Number of calls on a session before it is compared with the sandbox. */
const CALLS_A_SESSION = 50;
/** Milliseconds after a session's last call in which the sandbox may still process requests. */
const AFTERMATH = 2000;
/** Milliseconds before a sample, in which aborted requests are closed. */
const QUIET = 300;
const KINDS = ["hold_expiring", "minimal"];

/**
 * Makes calls through a target for some seconds. Resolves with the results.
 *
 * `start` creates the target from its caller's env. `warmUp` is the time before the first judged sample, `every` the
 * interval of samples, in seconds. `pace` multiplies all times, so that a long run leaves the machine to others.
 * `faults` replaces the mix with these of the sandbox's faults. `tolerances` are the judge's.
 */
export async function soak(options) {
  const { start, binary, warmUp, pace, tolerances } = options;
  const sandbox = await startSandbox(binary);
  const proxy = await startFaultProxy();
  proxy.to(sandbox.baseURL);
  const closed = `http://127.0.0.1:${await freePort()}`;
  const env = { straight: sandbox.baseURL, proxied: proxy.origin, closed, apiKey: API_KEY, pace };
  const target = await start(env);
  try {
    const run = new Run({ ...options, target, sandbox, proxy });
    await run.go();
    const judged = run.samples.filter(({ ms }) => ms >= warmUp * 1000);
    return { ...run.result(), samples: run.samples, verdicts: judge(judged, tolerances) };
  } finally {
    target.stop();
    proxy.stop();
    sandbox.stop();
  }
}

class Run {
  samples = [];
  #books = { sessions: 0, keys: 0, holds: 0, sure: 0, perhaps: 0 };
  #results = {};
  #faults = {};
  #wrong = [];
  #calls = 0;
  #recovered = 0;
  #attempts = 0;
  #under = 0;
  /** While it is set, no call begins. */
  #gate;
  #open;
  #closing = new Set();
  #ends = false;

  constructor(parts) {
    Object.assign(this, parts);
  }

  async go() {
    const { seconds, every, lanes } = this;
    const began = performance.now();
    const cpu = cpuTime(this.target.pid);
    const now = () => performance.now() - began;
    const all = Promise.all(Array.from({ length: lanes }, (_, lane) => this.#lane(randomOf(lane + 1))));
    // A lane that fails ends the run.
    const failed = all.then(() => {});
    const flights = [];
    for (let due = every; due <= seconds; due += every) {
      while (now() < due * 1000) {
        await Promise.race([sleep(Math.min(250, due * 1000 - now())), failed]);
        flights.push(this.#under);
      }
      this.#shut();
      while (this.#under > 0) await Promise.race([sleep(20), failed]);
      await sleep(QUIET);
      const sample = { ms: Math.round(now()), calls: this.#calls, ...(await this.target.sample()) };
      this.samples.push(sample);
      this.watch?.(sample);
      this.#open();
    }
    this.#ends = true;
    await all;
    await Promise.all(this.#closing);
    this.ran = now();
    this.cores = cpu === undefined ? undefined : (cpuTime(this.target.pid) - cpu) / this.ran;
    this.flights = flights.sort((a, b) => a - b);
  }

  #shut() {
    this.#gate = new Promise((open) => {
      this.#open = () => {
        this.#gate = undefined;
        open();
      };
    });
  }

  /** Makes one call after another, and closes each session's ledger. */
  async #lane(random) {
    const first = this.faults ? [] : largest(this.pace);
    while (!this.#ends) {
      const kind = KINDS[Math.floor(random() * KINDS.length)];
      const ledger = new Ledger(await seed(this.sandbox.baseURL, kind));
      while (ledger.calls < CALLS_A_SESSION && !this.#ends) {
        if (this.#gate) {
          await this.#gate;
          continue;
        }
        this.#under += 1;
        try {
          await this.#call(ledger, first.shift() ?? this.#draw(random), random);
        } finally {
          this.#under -= 1;
        }
      }
      const closing = this.#close(ledger).finally(() => this.#closing.delete(closing));
      this.#closing.add(closing);
    }
  }

  #draw(random) {
    if (!this.faults) return draw(random, this.pace);
    const fault = this.faults[Math.floor(random() * this.faults.length)];
    return { client: "straight", action: "reauth", options: {}, fault };
  }

  /** Makes one call, and repeats every second one with an unknown outcome. */
  async #call(ledger, { network, ...plan }, random) {
    const { id } = ledger.session;
    if (network) this.proxy.plan(id, network);
    const result = await this.#send(ledger, { ...plan, id });
    const fault = nameOf({ network, ...plan });
    this.#faults[fault] = (this.#faults[fault] ?? 0) + 1;
    if (network) this.proxy.plan(id, []);
    if (plan.action === "reauth" && result.result === "unknown" && random() < 0.5)
      await this.#send(ledger, { client: "straight", action: "reauth", options: {}, id, key: result.key });
  }

  async #send(ledger, plan) {
    const result = await this.target.call(plan);
    this.#calls += 1;
    this.#attempts += result.attempts ?? 0;
    this.#recovered += result.recovered ? 1 : 0;
    const name = result.kind ? `${result.kind}, ${result.result}` : result.result;
    this.#results[name] = (this.#results[name] ?? 0) + 1;
    if (result.result === "unsettled") this.#blame(`a call never settled: ${JSON.stringify(plan)}`);
    else if (result.result === "stranger") this.#blame(result.text);
    else if (plan.action === "reauth") this.#try(() => ledger.note(result, plan.key));
    return result;
  }

  /** Compares a session's ledger with the sandbox. */
  async #close(ledger) {
    await sleep(AFTERMATH);
    try {
      const counts = await ledger.close();
      this.#books.sessions += 1;
      for (const [name, count] of Object.entries(counts)) this.#books[name] += count;
    } catch (error) {
      this.#blame(String(error.message ?? error));
    }
  }

  #try(check) {
    try {
      check();
    } catch (error) {
      this.#blame(error.message);
    }
  }

  #blame(message) {
    this.#wrong.push(message);
  }

  result() {
    const { length } = this.flights;
    return {
      seconds: this.ran / 1000,
      calls: this.#calls,
      requests: this.#attempts,
      recovered: this.#recovered,
      cores: this.cores,
      inFlight: { median: this.flights[Math.floor(length / 2)], most: this.flights.at(-1) },
      results: sorted(this.#results),
      faults: sorted(this.#faults),
      books: this.#books,
      wrong: this.#wrong.length,
      firstWrong: this.#wrong.slice(0, 5),
    };
  }
}

const sorted = (counts) => Object.fromEntries(Object.entries(counts).sort((a, b) => b[1] - a[1]));
