// Next: a client component, a route that runs in Node, and a route that runs at the edge, built and in development.

import { freePort } from "../../support/ports.mjs";
import { withPage } from "../driver/browsers.mjs";
import { server, tool } from "../driver/tools.mjs";

export const next = {
  project: "next",
  tools: ["next"],
  prepare: ({ folder }) => tool("next", ["build"], { cwd: folder }),
  environments: [
    environment("client component", (origin, options) =>
      withPage("Chromium", origin, "renew", (page) => page.call("renew", options)),
    ),
    environment("nodejs route", (origin, options) => post(`${origin}/api/node`, options)),
    environment("edge route", (origin, options) => post(`${origin}/api/edge`, options)),
    environment("gateway in a nodejs route", (origin, options) =>
      post(`${origin}/api/node-gateway`, options),
    ),
    environment("gateway in an edge route", (origin, options) => post(`${origin}/api/edge-gateway`, options)),
  ],
};

function environment(name, renew) {
  return {
    name: `Next: ${name}`,
    places: ["next start", "next dev"],
    async run(scene) {
      for (const place of scene.places) {
        const listen = ["--hostname=127.0.0.1", `--port=${await freePort()}`];
        const { origin, stop } = await server("next", [place.split(" ")[1], ...listen], {
          cwd: scene.folder,
        });
        await scene.renews(place, (options) => renew(origin, options));
        stop();
      }
    },
  };
}

async function post(url, body) {
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 1000)}`);
  return JSON.parse(text);
}
