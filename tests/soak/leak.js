/**
 * A target that breaks every promise, so that it can be seen that each is found out: after a call it leaves something of
 * every kind behind, and now and then a request has a key that nobody is told of.
 */
export function createLeak(openHandle) {
  const kept = [];
  let calls = 0;
  let requests = 0;
  return {
    after(signal) {
      calls++;
      const heap = Array.from({ length: 2000 }, (_, index) => calls + index / 7);
      kept.push({ heap, external: new ArrayBuffer(64_000) });
      signal.addEventListener("abort", () => kept.length);
      setTimeout(() => kept.length, 3_600_000);
      openHandle();
    },
    fetch(url, init) {
      requests++;
      const headers = new Headers(init.headers);
      if (requests % 50 === 0) headers.set("idempotency-key", crypto.randomUUID());
      return fetch(url, { ...init, headers });
    },
  };
}
