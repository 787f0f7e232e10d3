// Records errors on the page, from before its own scripts run.
import { watchPage } from "../support/complaints.js";

const complaints = watchPage();
const log = console.error;
console.error = (...words) => {
  complaints.push(`console.error ${words.join(" ")}`);
  log(...words);
};
globalThis.complaints = () => complaints;

// Only Chromium reports layout shifts.
globalThis.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, sources } of list.getEntries()) {
    const moved = sources.map(({ node }) => node?.id || node?.className || node?.nodeName);
    if (!hadRecentInput) globalThis.shifts.push({ value, moved });
  }
}).observe({ type: "layout-shift", buffered: true });
