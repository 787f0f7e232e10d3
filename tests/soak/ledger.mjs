// What was done to one session, and whether the sandbox's books agree. The calls of a session come one after the other.

/** The gravest that is known of a key: whether it has placed a hold. */
const GRAVITY = ["not_sent", "rejected", "unknown", "applied", "fulfilled"];

export class Ledger {
  /** By key. */
  #came = new Map();
  #holds = new Set();
  calls = 0;

  constructor(session) {
    this.session = session;
  }

  /** Notes a reauth. `repeated` is the key that it was told to repeat. */
  note({ came, key, holds = [] }, repeated) {
    this.calls += 1;
    if (!GRAVITY.includes(came)) throw new Error(`a reauth came to "${came}"`);
    if (!key) throw new Error(`a reauth that came to "${came}" named no key`);
    if (repeated !== undefined && key !== repeated) throw new Error("a repetition had another key");
    if (repeated === undefined && this.#came.has(key)) throw new Error("a key was made twice");
    const before = GRAVITY.indexOf(this.#came.get(key));
    this.#came.set(key, GRAVITY[Math.max(before, GRAVITY.indexOf(came))]);
    if (came !== "fulfilled") return;
    const known = holds.filter((hold) => this.#holds.has(hold));
    if (repeated === undefined && known.length > 0) throw new Error(`a new key gave the old hold ${known}`);
    for (const hold of holds) this.#holds.add(hold);
  }

  /** What the sandbox counts, where it agrees; throws where it does not. */
  async close() {
    const { idempotency_keys, holds_placed, payment_intents, former_payment_intents } =
      await this.session.entry();
    const keys = idempotency_keys.length;
    const strangers = idempotency_keys.filter((key) => !this.#came.has(key));
    if (strangers.length > 0) throw new Error(`keys arrived that no call told of: ${strangers}`);
    if (holds_placed > keys) throw new Error(`${holds_placed} holds of ${keys} keys`);
    const all = [...this.#came.values()];
    const sure = all.filter((came) => came === "fulfilled" || came === "applied").length;
    const perhaps = all.filter((came) => came === "unknown").length;
    if (holds_placed < sure || holds_placed > sure + perhaps)
      throw new Error(`${holds_placed} holds, where ${sure} are sure and ${perhaps} may be`);
    const there = new Set([...payment_intents, ...former_payment_intents]);
    const lost = [...this.#holds].filter((hold) => !there.has(hold));
    if (lost.length > 0) throw new Error(`holds that the sandbox does not know: ${lost}`);
    return { keys, holds: holds_placed, sure, perhaps };
  }
}
