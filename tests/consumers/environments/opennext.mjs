// Next on Cloudflare, as OpenNext builds it and wrangler would deploy it.

import { join } from "node:path";
import { withBundle } from "../../support/runtimes/workerd.mjs";
import { tool } from "../driver/tools.mjs";

/** OpenNext's Worker looks for a file of a request's name first. There is none for a route. */
const noFile = () => new Response(null, { status: 404 });

export const opennext = {
  project: "opennext",
  large: true,
  tools: ["@opennextjs/cloudflare", "next"],
  async prepare({ folder }) {
    await tool("opennextjs-cloudflare", ["build"], { cwd: folder });
    await tool("wrangler", ["deploy", "--dry-run", "--outdir=dist"], { cwd: folder });
  },
  environments: [
    inWorkerd("Next on Cloudflare: nodejs route", "/api/node"),
    inWorkerd("Next on Cloudflare: gateway in a nodejs route", "/api/node-gateway"),
  ],
};

function inWorkerd(name, path) {
  return {
    name,
    runtimes: ["workerd"],
    run: (scene) =>
      withBundle(
        {
          folder: join(scene.folder, "dist"),
          options: {
            compatibilityFlags: ["nodejs_compat"],
            serviceBindings: { ASSETS: noFile },
          },
        },
        (dispatch) => scene.renews("workerd", async (options) => JSON.parse(await dispatch(path, options))),
      ),
  };
}
