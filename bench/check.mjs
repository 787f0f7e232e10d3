// Checks the download size of the default entry against its limit:
//   node bench/check.mjs

import { check } from "./comparisons/bytes.mjs";

const { label, target, measured, met } = await check();
console.log(`${label}: ${target}, measured ${measured}: ${met ? "met" : "NOT met"}`);
if (!met) process.exitCode = 1;
