/**
 * Watches the timers of the globals from now on. Returns the number of pending ones, and the uncounted `setTimeout`.
 * Timers that do not keep the process alive are not pending: Node's fetch sets those for its idle connections.
 */
export function watchTimers() {
  const { setTimeout, clearTimeout } = globalThis;
  const pending = new Set();
  globalThis.setTimeout = (callback, ms, ...values) => {
    const timer = setTimeout(() => {
      pending.delete(timer);
      callback(...values);
    }, ms);
    pending.add(timer);
    return timer;
  };
  globalThis.clearTimeout = (timer) => {
    pending.delete(timer);
    clearTimeout(timer);
  };
  const isPending = (timer) => timer.hasRef?.() !== false;
  return { pending: () => [...pending].filter(isPending).length, uncounted: setTimeout.bind(globalThis) };
}
