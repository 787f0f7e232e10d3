/** Runs the action and returns what was rejected meanwhile without being handled, as texts. */
export async function watchUnhandledRejections(action) {
  // By promise, because Vercel's edge runtime reports one more often the more listeners there were.
  const seen = new Map();
  const stop = listen((reason, promise) => seen.set(promise, String(reason)));
  try {
    await action();
    // Runtimes report a while after the rejection.
    await new Promise((resolve) => setTimeout(resolve, 100));
  } finally {
    stop();
  }
  return [...seen.values()];
}

// Browsers, workerd and Deno have an event; Node has no global events, only the process's, and Bun does not use its own.
function listen(listener) {
  if (typeof globalThis.addEventListener === "function" && !("Bun" in globalThis)) {
    const handle = (event) => {
      // Vercel's edge runtime hands over something that only looks like an event.
      event.preventDefault?.();
      listener(event.reason, event.promise);
    };
    globalThis.addEventListener("unhandledrejection", handle);
    return () => globalThis.removeEventListener("unhandledrejection", handle);
  }
  const { process } = globalThis;
  process.on("unhandledRejection", listener);
  return () => process.off("unhandledRejection", listener);
}
