// Next: a client component, a route that runs in Node, and a route that runs at the edge, of one build.

import { freePort } from "../../support/ports.mjs";
import { renewInBrowsers } from "../driver/pages.mjs";
import { server, tool } from "../driver/tools.mjs";

export const next = {
  project: "next",
  tools: ["next"],
  prepare: ({ folder }) => tool("next", ["build"], { cwd: folder }),
  environments: [
    {
      name: "Next, client component",
      places: ["chromium"],
      run: (scene) => withNext(scene, (origin) => renewInBrowsers(scene, origin)),
    },
    {
      name: "Next, nodejs route",
      places: ["next start"],
      run: (scene) => withNext(scene, (origin) => renewByRoute(scene, `${origin}/api/node`)),
    },
    {
      name: "Next, edge route",
      places: ["next start"],
      run: (scene) => withNext(scene, (origin) => renewByRoute(scene, `${origin}/api/edge`)),
    },
  ],
};

async function withNext({ folder }, action) {
  const listen = ["--hostname", "127.0.0.1", "--port", String(await freePort())];
  const { origin, stop } = await server("next", ["start", ...listen], { cwd: folder });
  try {
    await action(origin);
  } finally {
    stop();
  }
}

function renewByRoute(scene, url) {
  return scene.renews(scene.places[0], async (options) => {
    const response = await fetch(url, { method: "POST", body: JSON.stringify(options) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 1000)}`);
    return JSON.parse(text);
  });
}
