// A relay between the demo's Worker and the sandbox, which can be down, slow, or return no sessions.

import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";

export async function startRelay(flex) {
  let mode = "open";
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    if (mode === "down") return response.destroy();
    if (mode === "empty" && url === "/sandbox/sessions") return response.end('{"sessions":[]}');
    while (mode === "slow") await new Promise((resolve) => setTimeout(resolve, 20));
    const { host, connection, "accept-encoding": _, ...forwarded } = headers;
    const body = await buffer(request);
    const answer = await fetch(flex + url, { method, headers: forwarded, ...(body.length > 0 && { body }) });
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /** Sets the mode: `open`, `down`, `empty`, or `slow`, which responds once the mode changes. */
    set(next) {
      mode = next;
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
