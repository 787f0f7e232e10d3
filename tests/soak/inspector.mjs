// Asks an isolate by the Chrome DevTools Protocol. Node 20 has a WebSocket behind --experimental-websocket.

/** Connects to the isolate at this address. It is to be closed: what is connected may keep what it was told of. */
export async function openInspector(url) {
  const socket = new WebSocket(url);
  const asked = new Map();
  const fail = (reason) => {
    for (const { reject } of asked.values()) reject(new Error(`the inspector: ${reason}`));
  };
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () => reject(new Error(`no inspector answers at ${url}`)));
  });
  socket.addEventListener("close", () => fail("the connection ended"));
  socket.addEventListener("message", ({ data }) => {
    const { id, result, error } = JSON.parse(data);
    if (error) asked.get(id)?.reject(new Error(`the inspector: ${error.message}`));
    else asked.get(id)?.resolve(result);
    asked.delete(id);
  });
  let id = 0;
  return {
    ask: (method) =>
      new Promise((resolve, reject) => {
        id += 1;
        asked.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, method }));
      }),
    close: () => socket.close(),
  };
}
