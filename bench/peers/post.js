// The request of every peer without its own client.

export const API_KEY = "fsk_test_sandbox";
const TIMEOUT = 30_000;

/** Sends a reauth. Returns the response if it is a 2xx. */
export async function post({ fetch, baseURL }, id, signal) {
  const response = await fetch(`${baseURL}/v1/checkout/sessions/${encodeURIComponent(id)}/reauth`, {
    method: "POST",
    headers: { authorization: `Bearer ${API_KEY}`, "idempotency-key": crypto.randomUUID() },
    ...(signal && { signal }),
  });
  if (!response.ok) throw new Error(`Flex answered ${response.status}`);
  return response;
}

/** Does the same with a timeout that covers the body. Returns the parsed body. */
export async function postInTime(options, id) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error("timeout")), TIMEOUT);
  try {
    const response = await post(options, id, controller.signal);
    return JSON.parse(await response.text());
  } finally {
    clearTimeout(timer);
  }
}
