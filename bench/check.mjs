// Whether what the default entry makes a browser download stays below its limit:
//   node bench/check.mjs

import { check } from "./comparisons/bytes.mjs";

const { what, target, measured, met } = await check();
console.log(`${what}: ${target}, measured ${measured}: ${met ? "met" : "NOT met"}`);
if (!met) process.exitCode = 1;
