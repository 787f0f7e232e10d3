// Starts each kind of worker that a page may have. Each resolves with the result of `tryKeys` in it.

const message = (target, error) =>
  new Promise((resolve, reject) => {
    target.onmessage = ({ data }) => resolve(data);
    error.onerror = (event) => reject(new Error(event.message ?? "the worker failed"));
  });

async function dedicated(path, options) {
  const worker = new Worker(path, options);
  try {
    return await message(worker, worker);
  } finally {
    worker.terminate();
  }
}

export const workers = {
  "dedicated worker": () => dedicated("/workers/module.js", { type: "module" }),
  "classic worker": () => dedicated("/workers/classic.js"),
  "shared worker": () => {
    const worker = new SharedWorker("/workers/shared.js", { type: "module" });
    return message(worker.port, worker);
  },
  "service worker": async () => {
    const registration = await navigator.serviceWorker.register("/workers/service.js", { type: "module" });
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    const { port1, port2 } = new MessageChannel();
    worker.postMessage("", [port2]);
    try {
      return await message(port1, worker);
    } finally {
      await registration.unregister();
    }
  },
  worklet: async () => {
    const context = new OfflineAudioContext(1, 128, 44_100);
    await context.audioWorklet.addModule("/workers/worklet.js");
    const node = new AudioWorkletNode(context, "keys");
    node.connect(context.destination);
    const answer = message(node.port, node);
    await context.startRendering();
    return answer;
  },
};
