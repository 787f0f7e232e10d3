const LOAD_TIMEOUT = 20_000;

/** Waits until a page has a global of this name, which its scripts set. */
export async function untilReady(page, name) {
  const end = Date.now() + LOAD_TIMEOUT;
  while (!(await page.has(name))) {
    if (Date.now() > end) {
      const why = [...page.early, ...page.logged].join("; ") || "no error was reported";
      throw new Error(`the page did not load: ${why}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
