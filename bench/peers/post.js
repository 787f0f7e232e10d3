// What every peer without a client of its own sends.

export const API_KEY = "fsk_test_sandbox";

/** Sends a reauth and gives the answer, if it is a good one. */
export async function post({ fetch, baseURL }, id) {
  const response = await fetch(`${baseURL}/v1/checkout/sessions/${encodeURIComponent(id)}/reauth`, {
    method: "POST",
    headers: { authorization: `Bearer ${API_KEY}`, "idempotency-key": crypto.randomUUID() },
  });
  if (!response.ok) throw new Error(`Flex answered ${response.status}`);
  return response;
}
