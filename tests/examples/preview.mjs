// A page in a copy of examples/vite-react, with the example's server.

import { server, serverOf } from "../consumers/driver/tools.mjs";
import { freePort } from "../support/ports.mjs";
import * as programs from "../support/programs.mjs";
import { settings } from "./example.mjs";

/** Serves the page in the folder's `dist` until it is stopped. */
export async function preview(folder, env) {
  const variables = { ...settings(env), PORT: String(await freePort()) };
  const shop = await serverOf(programs.node(24), ["server/main.ts"], { cwd: folder, env: variables });
  const listen = ["--host=127.0.0.1", "--strictPort", `--port=${await freePort()}`];
  const { origin, stop } = await server("vite", ["preview", ...listen], {
    cwd: folder,
    env: { SHOP_SERVER: shop.origin },
  });
  return {
    origin,
    stop() {
      stop();
      shop.stop();
    },
  };
}
