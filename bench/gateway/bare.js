// A proxy without the package: it adds the key and streams the response. It neither authorizes nor withholds.
export const create =
  ({ upstream, apiKey }) =>
  (request) => {
    const { pathname, search } = new URL(request.url);
    return fetch(`${upstream}${pathname.slice("/flex".length)}${search}`, {
      method: request.method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        accept: "application/json",
        "idempotency-key": request.headers.get("idempotency-key"),
      },
    });
  };
