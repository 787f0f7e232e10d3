/** Says what to do where a part of the platform is missing that every browser and server has. */
export function checkPlatform(): void {
  const missing = ["TextEncoder", "TextDecoder"].filter((name) => !(name in globalThis));
  if (missing.length > 0) {
    throw new Error(
      `this environment has no ${missing.join(" and no ")} (with Jest, use its node environment)`,
    );
  }
}
