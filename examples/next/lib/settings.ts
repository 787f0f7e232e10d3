// Settings from environment variables, for server code only.

/** The client's options. The key never leaves the server. */
export const flexOptions = () => ({ apiKey: required("FLEX_API_KEY"), baseURL: process.env.FLEX_BASE_URL });

/** Signs the tokens of pages; at least 32 characters. */
export const tokenSecret = () => required("FLEX_TOKEN_SECRET");

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
