// Settings from environment variables.

/** The client's options. The key never leaves the server. */
export const flexOptions = () => ({
  apiKey: required("FLEX_API_KEY"),
  baseURL: Deno.env.get("FLEX_BASE_URL"),
});

/** Signs the tokens of pages; at least 32 characters. */
export const tokenSecret = () => required("FLEX_TOKEN_SECRET");

function required(name: string): string {
  const value = Deno.env.get(name);
  if (value) return value;
  console.error(`${name} is not set`);
  Deno.exit(2);
}
