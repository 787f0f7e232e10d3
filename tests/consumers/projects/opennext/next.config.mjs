import { join } from "node:path";

export default {
  // OpenNext then resolves the package for workerd, which forbids compiling embedded modules.
  serverExternalPackages: ["flex-checkout"],
  // Next itself is installed further up, for all projects here.
  outputFileTracingRoot: join(import.meta.dirname, "../.."),
  turbopack: { root: join(import.meta.dirname, "../..") },
};
