/** An error response, or one that does not match its schema. */
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

/** An input or a response that does not match its schema. */
export class SDKValidationError extends SDKError {
  name = "SDKValidationError";
}

/** An error of fetch, classified. */
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
