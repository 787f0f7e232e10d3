// Cloudflare's prices on its Workers Paid plan, in US dollars, as its documentation had them in 2026:
//   https://developers.cloudflare.com/workers/platform/pricing/
//   https://developers.cloudflare.com/durable-objects/platform/pricing/
//   https://developers.cloudflare.com/d1/platform/pricing/
//   https://developers.cloudflare.com/queues/platform/pricing/

const MILLION = 1e6;

/** The plan itself, a month. */
export const PLAN = 5;

/** By what is billed: how much a month is free, and what so much more costs. */
const PRICES = {
  workerRequests: { what: "Workers: requests", free: 10 * MILLION, per: MILLION, price: 0.3 },
  workerCpu: { what: "Workers: CPU, ms", free: 30 * MILLION, per: MILLION, price: 0.02 },
  objectRequests: { what: "Durable Objects: requests and alarms", free: MILLION, per: MILLION, price: 0.15 },
  objectDuration: { what: "Durable Objects: duration, GB-s", free: 400_000, per: MILLION, price: 12.5 },
  rowsRead: { what: "Durable Objects: rows read", free: 25_000 * MILLION, per: MILLION, price: 0.001 },
  rowsWritten: {
    what: "Durable Objects: rows written, alarms set",
    free: 50 * MILLION,
    per: MILLION,
    price: 1,
  },
  storage: { what: "Durable Objects: storage, GB", free: 5, per: 1, price: 0.2 },
  indexRowsRead: { what: "D1: rows read", free: 25_000 * MILLION, per: MILLION, price: 0.001 },
  indexRowsWritten: { what: "D1: rows written", free: 50 * MILLION, per: MILLION, price: 1 },
  indexStorage: { what: "D1: storage, GB", free: 5, per: 1, price: 0.75 },
  queueOperations: { what: "Queues: operations", free: MILLION, per: MILLION, price: 0.4 },
};

/** What so much of each costs a month. */
export function bill(used) {
  const lines = Object.entries(PRICES).map(([name, { what, free, per, price }]) => {
    const amount = used[name];
    return { what, amount, cost: (Math.max(0, amount - free) / per) * price };
  });
  return { lines, total: lines.reduce((sum, { cost }) => sum + cost, PLAN) };
}
