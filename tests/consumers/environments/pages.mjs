// Pages: without a tool, and by every bundler.

import { freePort } from "../../support/ports.mjs";
import { BROWSERS, renewFromDist, renewInBrowsers, served } from "../driver/pages.mjs";
import { server, tool } from "../driver/tools.mjs";

/** A bundler whose command makes a script of `page.js`, or a page of `index.html`, in `dist`. */
const bundler = (name, { project, tools, places = ["Chromium"], command }) => ({
  project,
  tools,
  environments: [
    {
      name,
      places,
      async run(scene) {
        await tool(project, command, { cwd: scene.folder });
        await renewFromDist(scene);
      },
    },
  ],
});

export const pages = [
  {
    project: "script",
    tools: [],
    environments: [
      {
        name: '`<script type="module">`',
        places: BROWSERS,
        run: (scene) =>
          served({ folder: scene.folder, page: "import-map.html" }, (origin) =>
            renewInBrowsers(scene, origin),
          ),
      },
    ],
  },
  {
    project: "vite",
    tools: ["vite"],
    environments: [
      { name: "Vite: dev", places: BROWSERS, run: (scene) => withVite([], scene) },
      {
        name: "Vite: build",
        places: BROWSERS,
        async run(scene) {
          await tool("vite", ["build"], { cwd: scene.folder });
          await renewFromDist(scene);
        },
      },
      { name: "Vite: preview", places: BROWSERS, run: (scene) => withVite(["preview"], scene) },
    ],
  },
  bundler("webpack", {
    project: "webpack",
    tools: ["webpack"],
    places: BROWSERS,
    command: [],
  }),
  bundler("rspack", {
    project: "rspack",
    tools: ["@rspack/core"],
    command: ["build"],
  }),
  bundler("Rollup", {
    project: "rollup",
    tools: ["rollup"],
    command: ["page.js", "--format=es", "--dir=dist", "--plugin=node-resolve"],
  }),
  bundler("esbuild", {
    project: "esbuild",
    tools: ["esbuild"],
    command: ["page.js", "--bundle", "--minify", "--format=esm", "--outdir=dist"],
  }),
  bundler("Parcel", {
    project: "parcel",
    tools: ["parcel"],
    command: ["build", "index.html", "--no-cache", "--cache-dir=cache"],
  }),
];

/** Renews from a page that Vite itself serves. */
async function withVite(command, scene) {
  const listen = ["--host=127.0.0.1", "--strictPort", `--port=${await freePort()}`];
  const { origin, stop } = await server("vite", [...command, ...listen], { cwd: scene.folder });
  try {
    await renewInBrowsers(scene, origin);
  } finally {
    stop();
  }
}
