/** Runs the action and returns what was rejected meanwhile without being handled, as texts. */
export async function watchUnhandledRejections(action) {
  const seen = [];
  const stop = listen((reason) => seen.push(String(reason)));
  try {
    await action();
    // Runtimes report a while after the rejection.
    await new Promise((resolve) => setTimeout(resolve, 100));
  } finally {
    stop();
  }
  return seen;
}

// Browsers and workerd have an event; Node has no global events, only the process's.
function listen(listener) {
  if (typeof globalThis.addEventListener === "function") {
    const handle = (event) => {
      event.preventDefault();
      listener(event.reason);
    };
    globalThis.addEventListener("unhandledrejection", handle);
    return () => globalThis.removeEventListener("unhandledrejection", handle);
  }
  const { process } = globalThis;
  process.on("unhandledRejection", listener);
  return () => process.off("unhandledRejection", listener);
}
