import { parseArgs } from "node:util";

/**
 * Parses a suite's command line. `needed` options are required, `others` are not. Each takes a string, except those in
 * `flags`. With `names`, `--only` must be one of them. A signal ends the process through its exit handlers, which stop
 * its sandbox.
 */
export function readCommandLine({ needed = ["tarball", "sandbox"], others = [], flags = [], names }) {
  const strings = [...needed, ...others].map((name) => [name, { type: "string" }]);
  const bare = flags.map((name) => [name, { type: "boolean" }]);
  const { values } = parseArgs({ options: Object.fromEntries([...strings, ...bare]) });
  const missing = needed.filter((name) => !values[name]);
  if (missing.length > 0) throw new Error(`missing: ${missing.map((name) => `--${name}`).join(", ")}`);
  if (names && values.only && !names.includes(values.only)) {
    throw new Error(`--only is one of ${names.join(", ")}`);
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(130));
  return values;
}
