// Calls without end through the package, while everything goes wrong around it, and what stays behind of them.
//
// So many lanes make one call after the other. At intervals all of them pause, and when every call has settled the target
// is sampled: then there must be no timer, no listener, and no more memory than before.

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

/** How many calls are made on a session before its books are closed. */
const CALLS_A_SESSION = 50;
/** How long after the last call of a session the sandbox may still work on it, in milliseconds. */
const AFTERMATH = 2000;
/** How long a quiet moment lasts before the sample: what was cut off is closed by then. */
const QUIET = 300;
const KINDS = ["hold_expiring", "minimal"];

/**
 * Makes calls through a target for so many seconds, and gives what came of it.
 *
 * `start` makes the target from the env of its caller. `warmUp` is how long nothing is judged, `every` how often it is
 * sampled, in seconds. `pace` says how many times as long everything takes, so that a long run leaves the machine to
 * others. `faults` has calls meet these of the sandbox's and no others. `tolerances` are the judge's.
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
  #came = {};
  #faults = {};
  #wrong = [];
  #calls = 0;
  #recovered = 0;
  #attempts = 0;
  #under = 0;
  /** While it is there, no call begins. */
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

  /** One call after the other, each session's books closed after so many. */
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

  /** One call, and every second time that nobody knows what became of it, its repetition. */
  async #call(ledger, { network, ...plan }, random) {
    const { id } = ledger.session;
    if (network) this.proxy.plan(id, network);
    const came = await this.#ask(ledger, { ...plan, id });
    const fault = nameOf({ network, ...plan });
    this.#faults[fault] = (this.#faults[fault] ?? 0) + 1;
    if (network) this.proxy.plan(id, []);
    if (plan.action === "reauth" && came.came === "unknown" && random() < 0.5)
      await this.#ask(ledger, { client: "straight", action: "reauth", options: {}, id, key: came.key });
  }

  async #ask(ledger, plan) {
    const came = await this.target.call(plan);
    this.#calls += 1;
    this.#attempts += came.attempts ?? 0;
    this.#recovered += came.recovered ? 1 : 0;
    const name = came.kind ? `${came.kind}, ${came.came}` : came.came;
    this.#came[name] = (this.#came[name] ?? 0) + 1;
    if (came.came === "unsettled") this.#blame(`a call never settled: ${JSON.stringify(plan)}`);
    else if (came.came === "stranger") this.#blame(came.text);
    else if (plan.action === "reauth") this.#try(() => ledger.note(came, plan.key));
    return came;
  }

  /** Compares a session's books with the sandbox's. */
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

  #try(act) {
    try {
      act();
    } catch (error) {
      this.#blame(error.message);
    }
  }

  #blame(text) {
    this.#wrong.push(text);
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
      came: sorted(this.#came),
      faults: sorted(this.#faults),
      books: this.#books,
      wrong: this.#wrong.length,
      firstWrong: this.#wrong.slice(0, 5),
    };
  }
}

const sorted = (counts) => Object.fromEntries(Object.entries(counts).sort((a, b) => b[1] - a[1]));
