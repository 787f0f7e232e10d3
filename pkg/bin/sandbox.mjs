// A local Flex on node:http, for `npx flex-checkout sandbox`. The WebAssembly core of flex-checkout/testing decides.

import { createServer } from "node:http";
import { createSandbox } from "../dist/testing.js";

const MODES = ["keeps_former", "renews_live", "refuses_live"];

/**
 * Starts the server. Resolves with 0 when it listens, and rejects with an error whose message names the wrong option.
 * The options are strings from the command line.
 */
export async function serve({ port = "4010", host = "127.0.0.1", "reauth-mode": mode = MODES[0] }) {
  const number = Number(port);
  if (!(/^\d+$/.test(port) && number <= 65_535))
    throw new TypeError("--port must be a whole number up to 65535.");
  if (!MODES.includes(mode)) throw new TypeError(`--reauth-mode must be one of ${MODES.join(", ")}.`);
  const flex = createSandbox({ mode });
  const server = createServer((request, response) => {
    answer(flex, request, response).catch((error) => {
      console.error(error);
      response.destroy();
    });
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(number, host, resolve);
  });
  const origin = `http://${host.includes(":") ? `[${host}]` : host}:${server.address().port}`;
  const id = flex.sessions.create();
  console.log(`sandbox listening on ${origin}

  export FLEX_BASE_URL=${origin} FLEX_API_KEY=${flex.apiKey}
  npx flex-checkout reauth ${id}
`);
  return 0;
}

/** Passes a request to the sandbox, and does to the response what its fault demands. */
async function answer(flex, request, response) {
  const start = Date.now();
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method, url, headers } = request;
  const body = Buffer.concat(chunks);
  const controller = new AbortController();
  response.once("close", () => controller.abort());
  const before = flex.requests().at(-1)?.number ?? 0;
  let status = "reset";
  try {
    const reply = await flex.fetch(url, {
      method,
      headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
      ...(body.length > 0 && { body }),
      redirect: "manual",
      signal: controller.signal,
    });
    status = reply.status;
    response.writeHead(status, [...reply.headers].flat());
    for await (const chunk of reply.body ?? []) {
      await new Promise((written) => response.write(chunk, written));
    }
    response.end();
  } catch (error) {
    if (!(error instanceof TypeError || controller.signal.aborted)) throw error;
    // Half of a response arrives before the connection breaks.
    response.socket?.resetAndDestroy();
  }
  // Of the last 10,000 requests, so the number is no index.
  const fault = flex.requests().find(({ number }) => number === before + 1)?.fault;
  const path = url.replace(/\?.*/, "");
  const note = fault ? `  fault: ${fault}` : "";
  console.log(
    `${new Date().toISOString().slice(11, 23)}  ${method.padEnd(4)} ${path}  ${status}  ${Date.now() - start} ms${note}`,
  );
}
