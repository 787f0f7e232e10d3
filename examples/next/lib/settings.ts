// What the environment has to say. Only code that runs on the server imports this.

/** How Flex is called. The key stays here: no page ever has it. */
export const flexOptions = () => ({ apiKey: required("FLEX_API_KEY"), baseURL: process.env.FLEX_BASE_URL });

/** What tokens of pages are signed with, at least 32 characters. */
export const tokenSecret = () => required("FLEX_TOKEN_SECRET");

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
