/**
 * Watches from now on the timers that are set by the globals. Gives how many are pending, and the `setTimeout` that is
 * not counted. Node's own fetch sets timers for its idle connections, which keep no process alive: these are no pending
 * ones.
 */
export function watchTimers() {
  const { setTimeout, clearTimeout } = globalThis;
  const pending = new Set();
  globalThis.setTimeout = (act, ms, ...values) => {
    const timer = setTimeout(() => {
      pending.delete(timer);
      act(...values);
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
