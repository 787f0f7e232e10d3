// An application may well load the package by `import` and by `require` at once.

import { equal, throws } from "../../support/assert.js";

export async function recognises_errors_of_another_copy(t) {
  const error = throws(() => new t.other.FlexClient({}));
  equal(error instanceof t.FlexError, false, "instanceof of another copy");
  equal(t.FlexError.is(error), true, "FlexError.is");
}
