// The reauths of one session, compared with the sandbox's counts. Calls of a session are sequential.

/** Results of a key in ascending order of gravity. */
const GRAVITY = ["not_sent", "rejected", "unknown", "applied", "fulfilled"];

export class Ledger {
  /** The gravest result by key. */
  #result = new Map();
  #holds = new Set();
  calls = 0;

  constructor(session) {
    this.session = session;
  }

  /** Records a reauth. `repeated` is the key that it was to repeat. */
  note({ result, key, holds = [] }, repeated) {
    this.calls += 1;
    if (!GRAVITY.includes(result)) throw new Error(`a reauth resulted in "${result}"`);
    if (!key) throw new Error(`a reauth with the result "${result}" has no key`);
    if (repeated !== undefined && key !== repeated) throw new Error("a repetition had another key");
    if (repeated === undefined && this.#result.has(key)) throw new Error("a key was made twice");
    const before = GRAVITY.indexOf(this.#result.get(key));
    this.#result.set(key, GRAVITY[Math.max(before, GRAVITY.indexOf(result))]);
    if (result !== "fulfilled") return;
    const known = holds.filter((hold) => this.#holds.has(hold));
    if (repeated === undefined && known.length > 0) throw new Error(`a new key gave the old hold ${known}`);
    for (const hold of holds) this.#holds.add(hold);
  }

  /** Returns the sandbox's counts if they match; throws otherwise. */
  async close() {
    const { idempotency_keys, holds_placed, payment_intents, former_payment_intents } =
      await this.session.entry();
    const keys = idempotency_keys.length;
    const strangers = idempotency_keys.filter((key) => !this.#result.has(key));
    if (strangers.length > 0) throw new Error(`keys arrived that no call returned: ${strangers}`);
    if (holds_placed > keys) throw new Error(`${holds_placed} holds of ${keys} keys`);
    const all = [...this.#result.values()];
    const sure = all.filter((result) => result === "fulfilled" || result === "applied").length;
    const perhaps = all.filter((result) => result === "unknown").length;
    if (holds_placed < sure || holds_placed > sure + perhaps)
      throw new Error(`${holds_placed} holds, where ${sure} are sure and ${perhaps} may be`);
    const there = new Set([...payment_intents, ...former_payment_intents]);
    const lost = [...this.#holds].filter((hold) => !there.has(hold));
    if (lost.length > 0) throw new Error(`holds that the sandbox does not know: ${lost}`);
    return { keys, holds: holds_placed, sure, perhaps };
  }
}
