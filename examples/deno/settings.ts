// What the environment has to say.

/** How Flex is called. The key stays here: no page ever has it. */
export const flexOptions = () => ({
  apiKey: required("FLEX_API_KEY"),
  baseURL: Deno.env.get("FLEX_BASE_URL"),
});

/** What tokens of pages are signed with, at least 32 characters. */
export const tokenSecret = () => required("FLEX_TOKEN_SECRET");

function required(name: string): string {
  const value = Deno.env.get(name);
  if (value) return value;
  console.error(`${name} is not set`);
  Deno.exit(2);
}
