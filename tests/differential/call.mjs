import { expect } from "./oracle.mjs";
import { differenceOf } from "./same.mjs";

/** What judges documents: by a call of the package, and beside it by the oracle. */
export function makeJudge({ FlexClient, FlexError }, model) {
  let body;
  const flex = new FlexClient({
    apiKey: "fsk_test_differential",
    maxRetries: 0,
    fetch: async () => new Response(body, { headers: { "content-type": "application/json" } }),
  });
  return async (bytes) => {
    body = bytes;
    const expected = expect(bytes, model);
    let came;
    try {
      came = await flex.retrieve("fcs_1").withResponse();
    } catch (error) {
      const difference = errorDifference(error, expected, bytes, FlexError);
      // Where there is JSON without a session, the error names the place.
      return { difference, session: false, drift: false, isJson: error.path !== undefined };
    }
    const difference =
      expected.session === undefined
        ? "a session where there is none"
        : (differenceOf(came.data, expected.session) ??
          factDifference("drift", came.drift, expected.drift) ??
          factDifference("holds", came.holds, expected.holds));
    return { difference, session: true, drift: came.drift !== null, isJson: true };
  };
}

function errorDifference(error, expected, bytes, FlexError) {
  // A trap is an error of another kind.
  if (!FlexError.is(error) || error.kind !== "decode") return `${error?.stack ?? error}`;
  if (expected.session !== undefined) return `no session where there is one: ${error.message}`;
  if (error.path !== expected.path) return `the path ${error.path} instead of ${expected.path}`;
  return error.body === new TextDecoder().decode(bytes) ? undefined : "another body on the error";
}

/** Reports have their fields in a fixed order, and none that is undefined. */
function factDifference(what, actual, expected) {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  return found === wanted ? undefined : `${what}: ${found} instead of ${wanted}`;
}
