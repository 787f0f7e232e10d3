// The crate's client, as its feature `js` exports it, behind the package's public API: so that the package's cases run
// against it.

import { checkOptions, initSync, reauth, retrieve } from "rust-client";
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

  #merged(options) {
    // It is the package's own option.
    const { dangerouslyAllowBrowser: _, ...ofClient } = this.#options;
    const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
    return { ...ofClient, ...Object.fromEntries(given) };
  }
}

/** A promise of the session that can be asked for the whole response. */
function promise(response) {
  const session = response.then(({ data }) => data);
  // The caller asks for one of the two.
  session.catch(() => {});
  return Object.assign(session, { withResponse: () => response });
}
