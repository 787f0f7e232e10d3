import { readdirSync, readFileSync } from "node:fs";

/** Returns a process's memory in bytes, if the system reports it. */
export function residentBytes(pid) {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;
  } catch {
    return undefined;
  }
}

/** Returns the number of files and sockets that a process has open, if the system reports it. */
export function filesOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return undefined;
  }
}
