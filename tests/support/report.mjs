/** Prints a line per failing case, a line per column, and the totals. */
export function report() {
  const rows = [];
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
      rows.push({ name, good, bad });
      passed += good;
      failed += bad;
    },
    /** Prints every column: its name and how many passed and failed. */
    table(title) {
      const width = Math.max(title.length, ...rows.map(({ name }) => name.length)) + 2;
      console.log(`\n${title.padEnd(width)}  passed  failed`);
      for (const { name, good, bad } of rows)
        console.log(`${name.padEnd(width)}${String(good).padStart(8)}${String(bad).padStart(8)}`);
      console.log();
    },
    /** Prints the last line. Returns the exit code. */
    close() {
      console.log(`${passed} passed, ${failed} failed`);
      return failed === 0 && passed > 0 ? 0 : 1;
    },
  };
}

function sumOf(results) {
  return results.reduce((sum, result) => sum + result.ms, 0);
}

function oneLine(value) {
  return String(value)
    .trim()
    .replaceAll(/\s*\n\s*/g, " | ");
}
