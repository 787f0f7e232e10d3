/** Runs the cases of a suite one after another, by group, and reports them. `only` is a part of names. */
export async function runCases(total, groups, env, only) {
  for (const [group, cases] of Object.entries(groups)) {
    const results = [];
    for (const [name, run] of Object.entries(cases)) {
      if (only && !name.includes(only)) continue;
      const started = Date.now();
      let error;
      try {
        await run(env);
      } catch (thrown) {
        error = String(thrown?.stack ?? thrown);
      }
      results.push({ name, ok: error === undefined, error, ms: Date.now() - started });
    }
    if (results.length > 0) total.column(group, results);
  }
}
