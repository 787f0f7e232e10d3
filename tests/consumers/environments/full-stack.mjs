// Frameworks that build a page and a server, besides Next.

import { byPage, byRoute, onServers, startServers } from "../driver/servers.mjs";
import { tool } from "../driver/tools.mjs";

export const fullStack = [
  {
    project: "sveltekit",
    tools: ["@sveltejs/kit", "vite"],
    async prepare(project) {
      await tool("vite", ["build"], { cwd: project.folder });
      const listen = (port) => ["--host=127.0.0.1", "--strictPort", `--port=${port}`];
      return startServers(project, { "vite preview": (port) => ["vite", ["preview", ...listen(port)]] });
    },
    environments: [
      onServers("SvelteKit: page", ["vite preview"], byPage),
      onServers("SvelteKit: endpoint", ["vite preview"], byRoute("/api/renew")),
      onServers("SvelteKit: gateway in an endpoint", ["vite preview"], byRoute("/api/renew-gateway")),
    ],
  },
  {
    project: "astro",
    tools: ["astro", "@astrojs/node"],
    async prepare(project) {
      await tool("astro", ["build"], { cwd: project.folder });
      return startServers(project, {
        "astro preview": (port) => ["astro", ["preview", "--host=127.0.0.1", `--port=${port}`]],
      });
    },
    environments: [
      onServers("Astro: page", ["astro preview"], byPage),
      onServers("Astro: endpoint", ["astro preview"], byRoute("/api/renew")),
      onServers("Astro: gateway in an endpoint", ["astro preview"], byRoute("/api/renew-gateway")),
    ],
  },
];
