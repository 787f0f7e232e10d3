import { pathToFileURL } from "node:url";
import { withWorker } from "../support/runtimes/workerd.mjs";

/** Runs a Worker with a keeper in it and all that it binds, in which "page" names a file, for as long as an action takes. */
export function inKeeper({ world, script, page, bindings }, action) {
  const options = {
    durableObjects: { HOLD_KEEPER: { className: "HoldKeeper", useSQLite: true } },
    d1Databases: ["HOLD_INDEX"],
    queueProducers: { HOLD_NOTICES: "notices" },
    queueConsumers: { notices: { maxBatchTimeout: 0.1 } },
    bindings: { FLEX_API_KEY: world.key, FLEX_BASE_URL: world.flex, ...bindings },
  };
  const modules = { page: pathToFileURL(page) };
  return withWorker({ script, modules, consumer: world.consumer, options }, action);
}
