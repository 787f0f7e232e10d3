/** Creates an AbortController whose signal counts its listeners. */
export function watchedController() {
  const controller = new AbortController();
  return { controller, listeners: watchListeners(controller.signal) };
}

/** Counts the listeners of a signal from now on. */
export function watchListeners(signal) {
  const live = new Map();
  const { addEventListener, removeEventListener } = signal;
  addEventListener.call(signal, "abort", () => {
    for (const [listener, once] of live) if (once) live.delete(listener);
  });
  signal.addEventListener = function (type, listener, options) {
    live.set(listener, options?.once === true);
    addEventListener.call(this, type, listener, options);
  };
  signal.removeEventListener = function (type, listener, options) {
    live.delete(listener);
    removeEventListener.call(this, type, listener, options);
  };
  return () => live.size + (signal.onabort ? 1 : 0);
}
