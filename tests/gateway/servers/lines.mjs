import { createInterface } from "node:readline";

/** Collects the lines that a server writes to stdout (`logged`) and to stderr (`complaints`). */
export function linesOf(stdout, stderr) {
  const logged = [];
  const complaints = [];
  createInterface({ input: stdout }).on("line", (line) => logged.push(line));
  createInterface({ input: stderr }).on("line", (line) => complaints.push(line));
  return { logged, complaints };
}
