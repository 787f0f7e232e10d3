// An application may load the package by `import` and by `require`.

import { equal, throws } from "../../support/assert.js";

export async function recognizes_errors_of_another_copy(t) {
  const error = throws(() => new t.other.FlexClient({}));
  equal(error instanceof t.FlexError, false, "instanceof of another copy");
  equal(t.FlexError.is(error), true, "FlexError.is");
}
