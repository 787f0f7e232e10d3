// Functions that fit the option `fetch`, and one that does not.

import { FlexClient } from "flex-checkout";
import nodeFetch3 from "node-fetch";
import nodeFetch2 from "node-fetch-2";
import { fetch as undiciFetch } from "undici";

const apiKey = "fsk_test_sandbox";

new FlexClient({ apiKey, fetch: globalThis.fetch });
new FlexClient({ apiKey, fetch: (...values: Parameters<typeof fetch>) => fetch(...values) });
new FlexClient({ apiKey, fetch: undiciFetch });
new FlexClient({ apiKey, fetch: nodeFetch2 });
new FlexClient({ apiKey, fetch: nodeFetch3 });
new FlexClient({
  apiKey,
  fetch: async (url, { method, headers, signal }) => {
    signal.throwIfAborted();
    const body = JSON.stringify({ url, method, headers });
    return {
      status: 200,
      headers: new Map<string, string>() as never,
      arrayBuffer: async () => body as never,
    };
  },
});
// @ts-expect-error it returns no response
new FlexClient({ apiKey, fetch: async () => "{}" });
