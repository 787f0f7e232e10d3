// The CPU time of a process: what it has computed, on all its threads. On a machine that does other things besides it
// says more than a clock on the wall does, and it is what an edge worker is billed by. Linux tells it of any process;
// where nothing does, the clock on the wall is read instead.

import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds that this process has computed for. */
export function ownCpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** A clock in milliseconds that goes while another process computes, and its name. */
export function clockOf(pid) {
  return cpuTime(pid) === undefined
    ? { name: "wall", now: () => performance.now() }
    : { name: "cpu", now: () => cpuTime(pid) };
}

/** Milliseconds that a process has computed for, if the system tells them. */
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
