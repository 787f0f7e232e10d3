/** Writes to the Worker's log. */
export function log(message: unknown): void {
  console.error("flex-checkout/keeper:", message);
}

/** Returns a random 32-bit number. */
export function random(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
