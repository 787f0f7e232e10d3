import { parseArgs } from "node:util";

/**
 * Reads a suite's command line: `needed` options must be there, `others` may. Each takes a text, but for those in
 * `flags`. With `names`, `--only` is one of them. A signal then ends the process with what ends when it exits, such as
 * its sandbox.
 */
export function readCommandLine({ needed = ["tarball", "sandbox"], others = [], flags = [], names }) {
  const text = [...needed, ...others].map((name) => [name, { type: "string" }]);
  const bare = flags.map((name) => [name, { type: "boolean" }]);
  const { values } = parseArgs({ options: Object.fromEntries([...text, ...bare]) });
  const missing = needed.filter((name) => !values[name]);
  if (missing.length > 0) throw new Error(`missing: ${missing.map((name) => `--${name}`).join(", ")}`);
  if (names && values.only && !names.includes(values.only)) {
    throw new Error(`--only is one of ${names.join(", ")}`);
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(130));
  return values;
}
