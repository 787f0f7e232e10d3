// Next: a client component, routes in Node and at the edge, and a page that retrieves; built and in development.

import { byPage, byRoute, onServers, renderedFresh, startServers } from "../driver/servers.mjs";
import { EARLIER, tool } from "../driver/tools.mjs";

const PLACES = ["next start", "next dev"];

/** Builds a project with Next, then starts it in these runtimes. */
const served = (name, runtimes) => async (project) => {
  await tool(name, ["build"], { cwd: project.folder });
  const command = (runtime) => (port) => [
    name,
    [runtime.split(" ")[1], "--hostname=127.0.0.1", `--port=${port}`],
  ];
  return startServers(project, Object.fromEntries(runtimes.map((runtime) => [runtime, command(runtime)])));
};

export const next = [
  {
    project: "next",
    tools: ["next"],
    prepare: served("next", PLACES),
    environments: [
      onServers("Next: client component", PLACES, byPage),
      onServers("Next: nodejs route", PLACES, byRoute("/api/node")),
      onServers("Next: edge route", PLACES, byRoute("/api/edge")),
      onServers("Next: gateway in a nodejs route", PLACES, byRoute("/api/node-gateway")),
      onServers("Next: gateway in an edge route", PLACES, byRoute("/api/edge-gateway")),
      renderedFresh("Next: page that retrieves, never from Next's cache", PLACES),
    ],
  },
  {
    project: "next-14",
    large: true,
    within: EARLIER,
    tools: [`${EARLIER}next`],
    prepare: served(`${EARLIER}next`, ["next start"]),
    environments: [renderedFresh("Next: page that retrieves, never from Next's cache", ["next start"])],
  },
];
