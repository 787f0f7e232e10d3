// The CPU time of a process on all its threads. On a loaded machine it is more precise than wall-clock time,
// and edge Workers are billed by it. Linux reports it for any process; elsewhere wall-clock time is used.

import { readdirSync, readFileSync } from "node:fs";

/** Returns the CPU time of this process in milliseconds. */
export function ownCpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Returns a clock in milliseconds that advances while another process computes, and its name. */
export function clockOf(pid) {
  return cpuTime(pid) === undefined
    ? { name: "wall", now: () => performance.now() }
    : { name: "cpu", now: () => cpuTime(pid) };
}

/** Returns the CPU time of a process in milliseconds, if the system reports it. */
export function cpuTime(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const nanoseconds = threads.map((id) =>
      Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, "utf8").split(" ")[0]),
    );
    return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
  } catch {
    return undefined;
  }
}
