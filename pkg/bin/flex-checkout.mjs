#!/usr/bin/env node
// `npx flex-checkout`: the operations of a session for operators, and a local Flex.

import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { FlexClient, FlexError, formatCents } from "../dist/index.js";

const USAGE = `Usage: flex-checkout <command> [options]

  retrieve <session>   Reads a session and its holds.
  reauth <session>     Places a new hold.
  capture <session>    Captures the hold, or the part that --params names.
  cancel <session>     Releases the hold.
  sandbox              Starts a local Flex for tests.

Options for a session:
  --json                   Print the session as JSON.
  --params <json>          Parameters of a capture, such as '{"final_capture":false,"line_items":[…]}'.
  --idempotency-key <key>  Repeat a call of unknown outcome with the key that it printed.
  --yes                    Do not ask before a live key changes a session.

Options of sandbox:
  --port <port>            Default: 4010.
  --host <address>         Default: 127.0.0.1.
  --reauth-mode <mode>     The effect of a reauth on a live hold: keeps_former (default), renews_live or refuses_live.

The API key is read from FLEX_API_KEY, and the base URL from FLEX_BASE_URL (default: Flex's API).`;

/** The commands that change a session. */
const CHANGES = ["reauth", "capture", "cancel"];

/** Exit codes other than 0. */
const FAILED = 1;
const USAGE_ERROR = 2;
const OUTCOME_UNKNOWN = 3;

class UsageError extends Error {}

async function run(argv) {
  const { values, positionals } = parse(argv);
  const [command, id, ...rest] = positionals;
  if (values.help || command === undefined) {
    console.log(USAGE);
    return command === undefined && !values.help ? USAGE_ERROR : 0;
  }
  if (command === "sandbox") {
    const { serve } = await import("./sandbox.mjs");
    return serve(values).catch((error) => {
      throw new UsageError(error.message);
    });
  }
  if (command !== "retrieve" && !CHANGES.includes(command)) {
    throw new UsageError(`There is no command ${command}.`);
  }
  if (id === undefined || rest.length > 0) {
    throw new UsageError(`${command} takes one session id, which begins with fcs_.`);
  }
  return operate(command, id, values);
}

function parse(argv) {
  const string = { type: "string" };
  const flag = { type: "boolean" };
  const options = {
    help: { ...flag, short: "h" },
    json: flag,
    yes: flag,
    params: string,
    "idempotency-key": string,
    port: string,
    host: string,
    "reauth-mode": string,
  };
  try {
    return parseArgs({ args: argv, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error.message);
  }
}

/** Calls Flex and prints the session. Resolves with the exit code. */
async function operate(command, id, { json, yes, params, "idempotency-key": idempotencyKey }) {
  const { FLEX_API_KEY: apiKey, FLEX_BASE_URL: baseURL } = process.env;
  if (!apiKey) throw new UsageError("FLEX_API_KEY is not set.");
  if (params !== undefined && command !== "capture") throw new UsageError(`${command} takes no --params.`);
  const isChange = CHANGES.includes(command);
  if (idempotencyKey !== undefined && !isChange) throw new UsageError("retrieve takes no --idempotency-key.");
  const options = { expand: ["payment_intent"], ...(idempotencyKey !== undefined && { idempotencyKey }) };
  const parameters = params === undefined ? undefined : readJson(params);
  if (isChange && !apiKey.startsWith("fsk_test_") && !yes && !(await confirm(command, id))) return FAILED;
  try {
    const flex = new FlexClient({ apiKey, ...(baseURL && { baseURL }) });
    const call = command === "capture" ? flex.capture(id, parameters, options) : flex[command](id, options);
    const response = await call.withResponse();
    if (json) console.log(JSON.stringify(response.data, null, 2));
    else print(response);
    return 0;
  } catch (error) {
    if (!FlexError.is(error)) throw error;
    const { kind, outcome, status, code, idempotencyKey: key } = error;
    if (json) console.error(JSON.stringify(error));
    else {
      console.error(`${error.message}\n`);
      printRows(Object.entries({ kind, outcome, status, code, idempotency_key: key }), console.error);
    }
    if (isChange && (outcome === "unknown" || outcome === "applied")) {
      if (!json && outcome === "unknown") {
        console.error(
          `\nRepeat it with the same key: flex-checkout ${command} ${id} --idempotency-key ${key}`,
        );
      }
      return OUTCOME_UNKNOWN;
    }
    return FAILED;
  }
}

function readJson(string) {
  try {
    return JSON.parse(string);
  } catch (error) {
    throw new UsageError(`--params is not JSON: ${error.message}.`);
  }
}

async function confirm(command, id) {
  if (!process.stdin.isTTY) {
    throw new UsageError(
      `FLEX_API_KEY is a live key: add --yes to ${command} a session without being asked.`,
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`FLEX_API_KEY is a live key. ${command} ${id}? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

function print({ data, holds, idempotencyKey }) {
  const { checkout_session_id, status, capture_method, amount_total, captures } = data;
  printRows(
    Object.entries({
      session: checkout_session_id,
      status,
      capture_method,
      amount_total: cents(amount_total),
      captured: cents(captures?.reduce((sum, capture) => sum + (capture.amount_captured ?? 0), 0)),
      idempotency_key: idempotencyKey,
    }),
  );
  console.log();
  printTable(
    ["payment intent", "cart", "status", "capturable", "created"],
    holds.map((hold) => [
      hold.payment_intent_id,
      hold.cart,
      hold.status,
      cents(hold.amount_capturable),
      hold.created_at,
    ]),
  );
}

function cents(amount) {
  return amount === undefined || amount === null ? undefined : formatCents(amount);
}

function printRows(rows, write = console.log) {
  for (const [name, value] of rows)
    if (value !== undefined && value !== null) write(`${name.padEnd(16)} ${value}`);
}

function printTable(head, rows) {
  const cells = [head, ...rows.map((row) => row.map((cell) => `${cell ?? "-"}`))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  for (const row of cells)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    );
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\nRun flex-checkout --help for the commands.`);
  process.exitCode = USAGE_ERROR;
}
