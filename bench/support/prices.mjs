// Cloudflare's prices on its Workers Paid plan, in US dollars, from its documentation in 2026:
//   https://developers.cloudflare.com/workers/platform/pricing/
//   https://developers.cloudflare.com/durable-objects/platform/pricing/
//   https://developers.cloudflare.com/d1/platform/pricing/
//   https://developers.cloudflare.com/queues/platform/pricing/

const MILLION = 1e6;

/** The plan's monthly price. */
export const PLAN = 5;

/** By billed quantity: the free amount per month, and the price of each further unit. */
const PRICES = {
  workerRequests: { label: "Workers: requests", free: 10 * MILLION, per: MILLION, price: 0.3 },
  workerCpu: { label: "Workers: CPU, ms", free: 30 * MILLION, per: MILLION, price: 0.02 },
  objectRequests: { label: "Durable Objects: requests and alarms", free: MILLION, per: MILLION, price: 0.15 },
  objectDuration: { label: "Durable Objects: duration, GB-s", free: 400_000, per: MILLION, price: 12.5 },
  rowsRead: { label: "Durable Objects: rows read", free: 25_000 * MILLION, per: MILLION, price: 0.001 },
  rowsWritten: {
    label: "Durable Objects: rows written, alarms set",
    free: 50 * MILLION,
    per: MILLION,
    price: 1,
  },
  storage: { label: "Durable Objects: storage, GB", free: 5, per: 1, price: 0.2 },
  indexRowsRead: { label: "D1: rows read", free: 25_000 * MILLION, per: MILLION, price: 0.001 },
  indexRowsWritten: { label: "D1: rows written", free: 50 * MILLION, per: MILLION, price: 1 },
  indexStorage: { label: "D1: storage, GB", free: 5, per: 1, price: 0.75 },
  queueOperations: { label: "Queues: operations", free: MILLION, per: MILLION, price: 0.4 },
};

/** Returns the monthly cost of each quantity. */
export function bill(used) {
  const lines = Object.entries(PRICES).map(([name, { label, free, per, price }]) => {
    const amount = used[name];
    return { label, amount, cost: (Math.max(0, amount - free) / per) * price };
  });
  return { lines, total: lines.reduce((sum, { cost }) => sum + cost, PLAN) };
}
