// examples/workers-rs: the Worker in Rust, in workerd.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { settings } from "../example.mjs";
import { inWorkerd } from "../in-workerd.mjs";
import { ownRoute } from "../own-route.mjs";

const SHOP_SECRET = "a-secret-that-stands-in-a-test-alone";

/** `worker-build` writes an entry too, which also restarts after a panic. */
const ENTRY = `
  import * as handlers from "./index.js";
  handlers.__worker_init_state?.();
  export default { fetch: (request, env, context) => handlers.fetch(request, env, context) };
`;

export async function workersRs(env, play) {
  const example = fileURLToPath(new URL("../../../examples/workers-rs", import.meta.url));
  writeFileSync(join(env.workersRs, "entry.js"), ENTRY);
  const secrets = { ...settings(env), SHOP_SECRET };
  await inWorkerd({ example, modules: env.workersRs, entry: "entry.js", secrets }, ({ fetch }) =>
    play(ownRoute(env, fetch, SHOP_SECRET)),
  );
}
