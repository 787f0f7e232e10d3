// Web workers and service workers.

import { BROWSERS, renewFromDist } from "../driver/pages.mjs";
import { tool } from "../driver/tools.mjs";

export const workers = [
  {
    project: "web-worker",
    tools: ["vite"],
    environments: [
      {
        name: "Web worker: by Vite",
        places: BROWSERS,
        async run(scene) {
          await tool("vite", ["build"], { cwd: scene.folder });
          await renewFromDist(scene);
        },
      },
    ],
  },
  {
    project: "service-worker",
    tools: ["esbuild"],
    environments: [
      {
        name: "Service worker: by esbuild",
        places: BROWSERS,
        async run(scene) {
          const options = ["--bundle", "--minify", "--outdir=dist"];
          await tool("esbuild", ["page.js", "--format=esm", ...options], { cwd: scene.folder });
          // Not every browser takes a module for a service worker.
          await tool("esbuild", ["worker.js", "--format=iife", ...options], { cwd: scene.folder });
          await renewFromDist(scene);
        },
      },
    ],
  },
];
