// Runs Lighthouse's mobile audit several times. Prints each run's scores as JSON.
//   node tests/page/lighthouse.mjs address path/to/chromium times
// Needs Node 22.19 or newer.

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [address, chromePath, times] = process.argv.slice(2);
const FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic"];

const runs = [];
for (let run = 0; run < Number(times); run++) {
  const chrome = await launch({ chromePath, chromeFlags: FLAGS });
  try {
    const { lhr } = await lighthouse(address, { port: chrome.port, logLevel: "silent" });
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    const scores = Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)]);
    const faults = Object.values(lhr.categories).flatMap(({ id, auditRefs }) =>
      auditRefs
        .map(({ id, weight }) => ({ ...lhr.audits[id], weight }))
        .filter(({ score, weight }) => weight > 0 && score !== null && score < 0.9)
        .map(({ title, displayValue = "" }) => `${id}: ${title} ${displayValue}`.trim()),
    );
    const requests = lhr.audits["network-requests"].details.items;
    const bytes = requests.reduce((sum, { transferSize }) => sum + transferSize, 0);
    runs.push({ scores: Object.fromEntries(scores), faults, bytes, requests: requests.length });
  } finally {
    chrome.kill();
  }
}
console.log(JSON.stringify(runs));
