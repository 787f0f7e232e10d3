// A relay between the demo's Worker and the sandbox, which can be down, slow, or say that there is no session.

import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";

export async function startRelay(flex) {
  let mode = "open";
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    if (mode === "down") return response.destroy();
    if (mode === "empty" && url === "/sandbox/sessions") return response.end('{"sessions":[]}');
    while (mode === "slow") await new Promise((resolve) => setTimeout(resolve, 20));
    const { host, connection, "accept-encoding": _, ...kept } = headers;
    const body = await buffer(request);
    const answer = await fetch(flex + url, { method, headers: kept, ...(body.length > 0 && { body }) });
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /** `open`, `down`, `empty`, or `slow`: nothing is answered until it is another. */
    set(next) {
      mode = next;
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
