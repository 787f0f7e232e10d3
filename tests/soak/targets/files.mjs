import { readdirSync } from "node:fs";

/** How many files, sockets among them, a process has open, where the system tells. */
export function filesOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return undefined;
  }
}
