/** Prints a line per failing case, a line per column, and at last the sum. */
export function report() {
  let passed = 0;
  let failed = 0;
  return {
    column(name, results, ms = sumOf(results)) {
      const failures = results.filter(({ ok }) => !ok);
      for (const failure of failures) console.log(`FAIL ${name}: ${failure.name}: ${oneLine(failure.error)}`);
      if (results.length === 0) console.log(`FAIL ${name}: no case was run`);
      const good = results.length - failures.length;
      const bad = failures.length || (results.length === 0 ? 1 : 0);
      console.log(`${name.padEnd(24)} ${good} passed, ${bad} failed (${ms} ms)`);
      passed += good;
      failed += bad;
    },
    /** The closing line. Returns the exit code. */
    close() {
      console.log(`${passed} passed, ${failed} failed`);
      return failed === 0 && passed > 0 ? 0 : 1;
    },
  };
}

function sumOf(results) {
  return results.reduce((sum, result) => sum + result.ms, 0);
}

function oneLine(text) {
  return String(text)
    .trim()
    .replaceAll(/\s*\n\s*/g, " | ");
}
