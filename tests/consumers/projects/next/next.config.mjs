import { join } from "node:path";

// Next is installed in a parent folder, for all projects.
export default { turbopack: { root: join(import.meta.dirname, "../..") } };
