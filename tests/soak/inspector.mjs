// Inspects an isolate by the Chrome DevTools Protocol. Node 20 has a WebSocket behind --experimental-websocket.

/** Connects to the isolate at this address. Close it: a connected inspector may retain objects. */
export async function openInspector(url) {
  const socket = new WebSocket(url);
  const pending = new Map();
  const fail = (reason) => {
    for (const { reject } of pending.values()) reject(new Error(`the inspector: ${reason}`));
  };
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () => reject(new Error(`no inspector answers at ${url}`)));
  });
  socket.addEventListener("close", () => fail("the connection ended"));
  socket.addEventListener("message", ({ data }) => {
    const { id, result, error } = JSON.parse(data);
    if (error) pending.get(id)?.reject(new Error(`the inspector: ${error.message}`));
    else pending.get(id)?.resolve(result);
    pending.delete(id);
  });
  let id = 0;
  return {
    send: (method) =>
      new Promise((resolve, reject) => {
        id += 1;
        pending.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, method }));
      }),
    close: () => socket.close(),
  };
}
