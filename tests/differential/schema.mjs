// The packed schema.json in ajv, compared with the oracle's drift: a session without drift is valid, every other one is not.

import { Buffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { ok } from "../support/assert.js";
import { runCases } from "../support/cases.mjs";
import { report } from "../support/report.mjs";
import { expect } from "./oracle.mjs";

const FIXTURES = new URL("../fixtures/", import.meta.url);

/** Replacements for each field of a fixture; undefined removes it. */
const OTHERS = [undefined, null, true, 7, 1.5, "x", [], {}, [null], ["x"], [{}]];

/** Compiles the schema of an installed package. Throws if it is not a schema by the rules of draft 2020-12. */
export function readSchema(installed) {
  const schema = JSON.parse(readFileSync(join(installed, "dist/schema.json"), "utf8"));
  return new Ajv2020({ strict: true }).compile(schema);
}

/** Returns a function that compares the schema's verdict on a session with the oracle's drift. */
export function makeSchemaJudge(validate, model) {
  return (session) => {
    // Integers beyond 2^53 are drift, because JavaScript rounds them. For the schema they are integers.
    const source = JSON.stringify(session, (_, value) =>
      typeof value === "number" && !Number.isSafeInteger(value) ? 0.5 : value,
    );
    const expected = expect(Buffer.from(`{"checkout_session":${source}}`), model);
    const fits = expected.session !== undefined && expected.drift === null;
    if (validate(JSON.parse(source)) === fits) return undefined;
    return `schema.json: ${JSON.stringify(validate.errors)}, and drift: ${JSON.stringify(expected.drift)}`;
  };
}

/** Judges the fixtures, the sandbox's sessions, and fixtures with changed fields. Returns true if all passed. */
export async function runSchema(validate, judge, { createSandbox }) {
  const sessions = fixtures();
  const total = report();
  await runCases(total, {
    "schema.json": {
      accepts_every_fixture: () => {
        ok(Object.keys(sessions).length >= 5, "fixtures");
        for (const [name, session] of Object.entries(sessions)) accepts(validate, session, name);
      },
      accepts_the_sandboxs_sessions: () => {
        const flex = createSandbox();
        for (const kind of ["held", "captured", "split_cart", "subscription", "documented", "minimal"])
          accepts(validate, flex.sessions.retrieve(flex.sessions.create({ kind })).checkout_session, kind);
      },
      rejects_a_wrong_type: () => {
        ok(!validate({ ...sessions.unexpanded, amount_total: "12999" }), "an amount that is a string");
      },
      rejects_exactly_the_changes_that_are_drift: () => {
        let changes = 0;
        for (const [name, session] of Object.entries(sessions))
          for (const [path, changed] of changesOf(session)) {
            const difference = judge(changed);
            ok(difference === undefined, `${name}, ${path}: ${difference}`);
            changes += 1;
          }
        console.log(`${changes} changed fixtures`);
        ok(changes > 1000, `only ${changes} changes`);
      },
    },
  });
  return total.close() === 0;
}

function accepts(validate, session, name) {
  ok(validate(session), `${name}: ${JSON.stringify(validate.errors)}`);
}

/** Returns the fixtures that are sessions, by their names. */
function fixtures() {
  const names = readdirSync(FIXTURES).filter((name) => name.endsWith(".json"));
  const read = names.map((name) => [name.slice(0, -5), JSON.parse(readFileSync(new URL(name, FIXTURES)))]);
  return Object.fromEntries(
    read.flatMap(([name, { checkout_session }]) => (checkout_session ? [[name, checkout_session]] : [])),
  );
}

/** Yields a copy for every field and element of a value, and for each of its replacements, with its path. */
function* changesOf(value) {
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) {
    const withField = (field) =>
      Object.assign(Array.isArray(value) ? [...value] : { ...value }, { [key]: field });
    for (const other of OTHERS) yield [`${key} = ${JSON.stringify(other)}`, withField(other)];
    for (const [path, inside] of changesOf(value[key])) yield [`${key}.${path}`, withField(inside)];
  }
}
