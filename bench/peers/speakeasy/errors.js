/** An answer that is an error, or that is not what its schema says. */
export class SDKError extends Error {
  constructor(message, { response, body, data, cause } = {}) {
    super(message, { cause });
    this.name = "SDKError";
    this.statusCode = response?.status;
    this.headers = response?.headers;
    this.body = body;
    this.data = data;
  }
}

/** What was given, or what came, is not what its schema says. */
export class SDKValidationError extends SDKError {
  name = "SDKValidationError";
}

/** What fetch rejected with, by what it means. */
export class HTTPClientError extends Error {
  constructor(name, message, cause) {
    super(message, { cause });
    this.name = name;
  }
}

export function clientError(cause) {
  switch (cause?.name) {
    case "AbortError":
      return new HTTPClientError("RequestAbortedError", "Request aborted by client", cause);
    case "TimeoutError":
      return new HTTPClientError("RequestTimeoutError", "Request timed out", cause);
    case "TypeError":
      return new HTTPClientError("ConnectionError", "Unable to make request", cause);
    default:
      return new HTTPClientError("UnexpectedClientError", "Unexpected HTTP client error", cause);
  }
}
