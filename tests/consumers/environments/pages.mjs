// Pages without a tool, and built by every bundler.

import { freePort } from "../../support/ports.mjs";
import { BROWSERS, renewFromDist, renewInBrowsers, served } from "../driver/pages.mjs";
import { EARLIER, server, tool } from "../driver/tools.mjs";

/** A bundler whose command builds `page.js` or `index.html` into `dist`. */
const bundler = (
  name,
  { project, within = "", tools, runtimes = ["Chromium"], program = project, command },
) => ({
  project,
  within,
  tools,
  environments: [
    {
      name,
      runtimes,
      async run(scene) {
        await tool(program, command, { cwd: scene.folder });
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
        runtimes: BROWSERS,
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
      { name: "Vite: dev", runtimes: BROWSERS, run: (scene) => withVite([], scene) },
      {
        name: "Vite: build",
        runtimes: BROWSERS,
        async run(scene) {
          await tool("vite", ["build"], { cwd: scene.folder });
          await renewFromDist(scene);
        },
      },
      { name: "Vite: preview", runtimes: BROWSERS, run: (scene) => withVite(["preview"], scene) },
    ],
  },
  bundler("webpack", {
    project: "webpack",
    tools: ["webpack"],
    runtimes: BROWSERS,
    command: [],
  }),
  bundler("webpack 4: with esbuild-loader", {
    project: "webpack-4",
    within: EARLIER,
    tools: [`${EARLIER}webpack`],
    program: `${EARLIER}webpack`,
    command: ["--config=webpack.config.cjs"],
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

/** Renews from a page that Vite serves. */
async function withVite(command, scene) {
  const listen = ["--host=127.0.0.1", "--strictPort", `--port=${await freePort()}`];
  const { origin, stop } = await server("vite", [...command, ...listen], { cwd: scene.folder });
  try {
    await renewInBrowsers(scene, origin);
  } finally {
    stop();
  }
}
