// Edge runtimes, with bundles made by another tool.

import { join } from "node:path";
import { inEdgeRuntime } from "../../support/runtimes/edge-runtime.mjs";
import { withBundle, withWorker } from "../../support/runtimes/workerd.mjs";
import { tool } from "../driver/tools.mjs";

const WORKER = 'export { default } from "./fetch.js";';
const GATEWAY = 'export { default } from "./fetch-gateway.js";';

// Vercel's functions listen to an event.
const listening = (worker) => `
  import worker from "./${worker}";
  addEventListener("fetch", (event) => event.respondWith(worker.fetch(event.request)));
`;

export const edge = [
  {
    project: "workerd",
    tools: ["esbuild"],
    environments: [
      {
        name: "Worker: by esbuild",
        runtimes: ["workerd"],
        run: (scene) =>
          withWorker({ script: WORKER, consumer: scene }, (dispatch) => renewInWorker(scene, dispatch)),
      },
      {
        name: "Gateway in a Worker: by esbuild",
        runtimes: ["workerd"],
        run: (scene) =>
          withWorker({ script: GATEWAY, consumer: scene }, (dispatch) => renewInWorker(scene, dispatch)),
      },
    ],
  },
  {
    project: "wrangler",
    tools: ["wrangler"],
    environments: [
      {
        name: "Worker: by wrangler",
        runtimes: ["workerd"],
        async run(scene) {
          const command = ["deploy", "--dry-run", "--outdir=dist"];
          const output = await tool("wrangler", command, { cwd: scene.folder });
          const upload = /Total Upload: (.*)/.exec(output);
          if (!upload) throw new Error(`wrangler named no size: ${output}`);
          scene.remark(`wrangler deploy --dry-run: ${upload[1]}`);
          const folder = join(scene.folder, "dist");
          await withBundle({ folder, entry: "fetch.js" }, (dispatch) => renewInWorker(scene, dispatch));
        },
      },
    ],
  },
  {
    project: "edge-runtime",
    tools: [],
    environments: [
      {
        name: "Vercel's edge runtime",
        runtimes: ["edge-runtime"],
        run: (scene) =>
          scene.renews("edge-runtime", (options) =>
            inEdgeRuntime({ script: listening("fetch.js"), consumer: scene }, options),
          ),
      },
      {
        name: "Gateway in Vercel's edge runtime",
        runtimes: ["edge-runtime"],
        run: (scene) =>
          scene.renews("edge-runtime", (options) =>
            inEdgeRuntime({ script: listening("fetch-gateway.js"), consumer: scene }, options),
          ),
      },
    ],
  },
];

function renewInWorker(scene, dispatch) {
  return scene.renews("workerd", async (options) => JSON.parse(await dispatch("/", options)));
}
