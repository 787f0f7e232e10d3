/** Runs every case whose name contains `env.only`, one after the other. Loads unbundled in every runtime. */
export async function runAll(cases, pkg, env) {
  const results = [];
  for (const [name, check] of Object.entries(cases)) {
    if (env.only && !name.includes(env.only)) continue;
    const started = Date.now();
    let error;
    try {
      await check(pkg, env);
    } catch (thrown) {
      error = String(thrown?.message ?? thrown);
    }
    results.push({ name, ok: error === undefined, ...(error && { error }), ms: Date.now() - started });
  }
  return results;
}
