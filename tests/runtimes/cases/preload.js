// Loading the module ahead of the first call.

import { equal } from "../../support/assert.js";

export async function preload_resolves_when_the_module_is_ready_and_loads_it_no_second_time(t) {
  const { id } = await t.seed("hold_expiring");
  equal(await t.preload(), undefined, "what preload gives");
  const { instantiate } = WebAssembly;
  let loads = 0;
  WebAssembly.instantiate = (...values) => {
    loads++;
    return instantiate.apply(WebAssembly, values);
  };
  try {
    await Promise.all([t.preload(), t.preload()]);
    equal((await t.client().retrieve(id)).checkout_session_id, id, "checkout_session_id");
  } finally {
    WebAssembly.instantiate = instantiate;
  }
  equal(loads, 0, "loads after the first");
}
