/** Creates a client with each kind of key. Returns the messages of the errors, or `"accepted"`. */
export function tryKeys({ FlexClient }) {
  const attempt = (options) => {
    try {
      new FlexClient(options);
      return "accepted";
    } catch (error) {
      return error.kind === "configuration" ? error.message : `threw ${error}`;
    }
  };
  return {
    live: attempt({ apiKey: "fsk_abcdefghijkl", dangerouslyAllowBrowser: true }),
    test: attempt({ apiKey: "fsk_test_1" }),
    allowed: attempt({ apiKey: "fsk_test_1", dangerouslyAllowBrowser: true }),
    keyless: attempt({ baseURL: "https://shop.example/flex" }),
  };
}
