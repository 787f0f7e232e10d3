// examples/workers-rs: the Worker in Rust, in workerd.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { settings } from "../example.mjs";
import { inWorkerd } from "../in-workerd.mjs";
import { ownRoute } from "../own-route.mjs";

const SHOP_SECRET = "a-secret-that-stands-in-a-test-alone";

/** `worker-build` writes one too, which also begins again after a panic. */
const ENTRY = `
  import * as handlers from "./index.js";
  handlers.__worker_init_state?.();
  export default { fetch: (request, env, context) => handlers.fetch(request, env, context) };
`;

export async function workersRs(world, play) {
  const example = fileURLToPath(new URL("../../../examples/workers-rs", import.meta.url));
  writeFileSync(join(world.workersRs, "entry.js"), ENTRY);
  const secrets = { ...settings(world), SHOP_SECRET };
  await inWorkerd({ example, modules: world.workersRs, entry: "entry.js", secrets }, ({ fetch }) =>
    play(ownRoute(world, fetch, SHOP_SECRET)),
  );
}
