import { createInterface } from "node:readline";

/** The lines that a server writes, as they come: what it logs, and what it complains of. */
export function linesOf(stdout, stderr) {
  const logged = [];
  const complaints = [];
  createInterface({ input: stdout }).on("line", (line) => logged.push(line));
  createInterface({ input: stderr }).on("line", (line) => complaints.push(line));
  return { logged, complaints };
}
