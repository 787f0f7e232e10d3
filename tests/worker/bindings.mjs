import { API_KEY } from "../support/sandbox.mjs";

/** What a Worker needs in front of a Flex. */
export const bindings = (flex) => ({
  FLEX_API_KEY: API_KEY,
  FLEX_TOKEN_SECRET: "a-secret-that-nobody-may-ever-read-of",
  FLEX_BASE_URL: flex,
});
