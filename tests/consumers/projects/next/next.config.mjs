import { join } from "node:path";

// Next itself is installed further up, for all projects here.
export default { turbopack: { root: join(import.meta.dirname, "../..") } };
