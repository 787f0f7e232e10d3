// A minimal server that responds to a reauth, in its own process: a client's cost shows only if the server
// is not the bottleneck.

import { fork } from "node:child_process";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { BODIES } from "./bodies.mjs";

const SELF = fileURLToPath(import.meta.url);

/** Starts it. It ends with this process. */
export async function startServer() {
  const child = fork(SELF, ["serve"]);
  const stop = () => child.kill("SIGKILL");
  process.once("exit", stop);
  const port = await new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", () => reject(new Error("the server did not start")));
  });
  return { baseURL: `http://127.0.0.1:${port}`, stop };
}

if (process.argv[1] === SELF && process.argv[2] === "serve") {
  const headers = { "content-type": "application/json", "content-length": BODIES.documented.length };
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, headers).end(BODIES.documented);
  });
  server.listen(0, "127.0.0.1", () => process.send(server.address().port));
}
