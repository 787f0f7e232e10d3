// The cases of tests/fixtures/json-cases.txt, alone and in a session's metadata.

import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { report } from "../support/report.mjs";

const CASES = new URL("../fixtures/json-cases.txt", import.meta.url);
const [BEFORE, AFTER] = ['{"checkout_session":{"checkout_session_id":"fcs_1","metadata":', "}}"].map(
  Buffer.from,
);

/** Judges every case. Returns true if all passed. */
export async function runConformance(judge) {
  const results = [];
  for (const { verdict, name, bytes } of readCases()) {
    const started = performance.now();
    const error = await complaintOf(judge, verdict, bytes);
    results.push({ name, ok: error === undefined, error, ms: Math.round(performance.now() - started) });
  }
  const total = report();
  total.column("JSON, case by case", results);
  return total.close() === 0;
}

async function complaintOf(judge, verdict, bytes) {
  // The list's verdict against the engine's.
  if (parses(bytes) !== (verdict === "y")) return "JSON.parse does not agree with the list";
  const alone = await judge(bytes);
  if (alone.difference !== undefined) return alone.difference;
  if (alone.isJson !== (verdict === "y")) return `is ${alone.isJson ? "read" : "refused"}`;
  const inside = await judge(Buffer.concat([BEFORE, bytes, AFTER]));
  if (inside.difference !== undefined) return `in metadata: ${inside.difference}`;
  return verdict !== "y" && inside.isJson ? "is read in metadata" : undefined;
}

function parses(bytes) {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}

function readCases() {
  const lines = readFileSync(CASES, "utf8").split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, verdict, name, source] = /^([yn]) (\w+) \|[^|]*\| (.*)$/.exec(line);
      return { verdict, name, bytes: bytesOf(source) };
    });
}

function bytesOf(source) {
  const repeated = source.replace(/(?<!\\)((?:\\\\)*)\\r\((\d+),([^\\()]+)\)/g, (_, before, count, unit) => {
    return before + unit.repeat(Number(count));
  });
  const plain = repeated.replace(/\\(?:\\|x([\da-f]{2}))/g, (_, byte) => {
    return byte === undefined ? "\\" : String.fromCharCode(Number.parseInt(byte, 16));
  });
  return Buffer.from(plain, "latin1");
}
