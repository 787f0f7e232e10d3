const CODES = [408, 429, 500, 502, 503, 504];

/** Sends until the response is final or the time is up, with increasing waits. */
export async function retry(send, { initialInterval, maxInterval, exponent, maxElapsedTime }) {
  const start = Date.now();
  for (let attempt = 0; ; attempt++) {
    let response;
    try {
      response = await send();
      if (!CODES.includes(response.status)) return response;
    } catch (error) {
      if (error.name !== "ConnectionError" || Date.now() - start > maxElapsedTime) throw error;
    }
    if (response && Date.now() - start > maxElapsedTime) return response;
    const wait = retryAfter(response) ?? initialInterval * exponent ** attempt + Math.random() * 1000;
    await new Promise((resolve) => setTimeout(resolve, Math.min(wait, maxInterval)));
  }
}

function retryAfter(response) {
  const value = response?.headers.get("retry-after");
  if (!value) return undefined;
  const wait = Number.isNaN(Number(value)) ? Date.parse(value) - Date.now() : Number(value) * 1000;
  return Number.isFinite(wait) && wait > 0 ? wait : undefined;
}
