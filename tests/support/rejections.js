/** Runs the action. Returns the unhandled rejections meanwhile, as strings. */
export async function watchUnhandledRejections(action) {
  // By promise, because Vercel's edge runtime reports one several times.
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

// Browsers, workerd and Deno have an event. Node has only the process's, and Bun does not fire its global one.
function listen(listener) {
  if (typeof globalThis.addEventListener === "function" && !("Bun" in globalThis)) {
    const handle = (event) => {
      // Vercel's edge runtime passes an object that only resembles an event.
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
