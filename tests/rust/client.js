// The crate's client, exported by its feature `js`, behind the package's public API, so that the package's cases run
// against it.

import { call, checkOptions, initSync, reauth, retrieve } from "rust-client";
import module from "rust-client/module.wasm";

initSync({ module });

export class FlexError extends Error {
  /** The crate's errors are plain instances of `Error`. */
  static [Symbol.hasInstance](error) {
    return FlexError.is(error);
  }

  static is(error) {
    return error instanceof Error && error.name === "FlexError";
  }
}

export class FlexClient {
  #options;

  constructor(options) {
    checkOptions(options);
    this.#options = options;
  }

  reauth(id, options) {
    return promise(reauth(id, this.#merged(options)));
  }

  retrieve(id, options) {
    return promise(retrieve(id, this.#merged(options)));
  }

  capture(id, params, options) {
    return promise(call("capture", id, this.#merged(options), params));
  }

  previewCapture(id, params, options) {
    return promise(call("previewCapture", id, this.#merged(options), params));
  }

  cancel(id, options) {
    return promise(call("cancel", id, this.#merged(options)));
  }

  retrievePaymentIntent(id, options) {
    return promise(call("retrievePaymentIntent", id, this.#merged(options)));
  }

  cancelPaymentIntent(id, options) {
    return promise(call("cancelPaymentIntent", id, this.#merged(options)));
  }

  #merged(options) {
    // The package's own option.
    const { dangerouslyAllowBrowser: _, ...ofClient } = this.#options;
    const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
    return { ...ofClient, ...Object.fromEntries(given) };
  }
}

/** Returns a promise of the session with the package's `withResponse`. */
function promise(response) {
  const session = response.then(({ data }) => data);
  // The caller handles one of the two.
  session.catch(() => {});
  return Object.assign(session, { withResponse: () => response });
}
