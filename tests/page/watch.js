// Records errors on the page, from before its own scripts run.
import { watchPage } from "../support/complaints.js";

const complaints = watchPage();
const log = console.error;
console.error = (...words) => {
  complaints.push(`console.error ${words.join(" ")}`);
  log(...words);
};
globalThis.complaints = () => complaints;

/** Requests a control route of the sandbox in the static page. */
globalThis.control = async ([method, path, body]) => {
  const response = await globalThis.sandbox.fetch(path, { method, ...(body && { body }) });
  if (!response.ok)
    throw new Error(`sandbox: ${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
};

// Only Chromium reports layout shifts.
globalThis.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, sources } of list.getEntries()) {
    const moved = sources.map(({ node }) => node?.id || node?.className || node?.nodeName);
    if (!hadRecentInput) globalThis.shifts.push({ value, moved });
  }
}).observe({ type: "layout-shift", buffered: true });
