// Checks the sizes of entries against their limits:
//   node bench/check.mjs

import { check } from "./comparisons/bytes.mjs";

for (const { label, target, measured, met } of await check()) {
  console.log(`${label}: ${target}, measured ${measured}: ${met ? "met" : "NOT met"}`);
  if (!met) process.exitCode = 1;
}
