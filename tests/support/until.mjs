/** Waits until something is so, which gives something then. */
export async function until(condition, what, ms = 10_000) {
  for (const end = Date.now() + ms; ; ) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
