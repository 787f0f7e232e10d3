/** Runs the cases of a suite one after the other, by group, and reports them; `only` is a part of some names. */
export async function runCases(total, groups, world, only) {
  for (const [group, cases] of Object.entries(groups)) {
    const results = [];
    for (const [name, run] of Object.entries(cases)) {
      if (only && !name.includes(only)) continue;
      const started = Date.now();
      let error;
      try {
        await run(world);
      } catch (thrown) {
        error = String(thrown?.stack ?? thrown);
      }
      results.push({ name, ok: error === undefined, error, ms: Date.now() - started });
    }
    if (results.length > 0) total.column(group, results);
  }
}
