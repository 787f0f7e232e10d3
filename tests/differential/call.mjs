import { expect } from "./oracle.mjs";
import { differenceOf } from "./same.mjs";

/** Compares a call of the package with the oracle. */
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
    // The session's own id, if it can be sent.
    const own = expected.session?.checkout_session_id;
    const isUsable = typeof own === "string" && /^[\w<>-]+$/.test(own);
    const id = isUsable ? own : "fcs_1";
    let response;
    try {
      response = await flex.retrieve(id).withResponse();
    } catch (error) {
      const difference = errorDifference(error, expected, bytes, FlexError);
      // If the JSON has no session, the error has a path.
      return { difference, session: false, drift: false, isJson: error.path !== undefined };
    }
    const difference =
      expected.session === undefined
        ? "a session where there is none"
        : (differenceOf(response.data, expected.session) ??
          (isUsable || response.drift?.found !== "another id"
            ? factDifference("drift", response.drift, expected.drift)
            : undefined) ??
          factDifference("holds", response.holds, expected.holds));
    return {
      difference,
      session: true,
      data: response.data,
      drift: response.drift !== null,
      isJson: true,
    };
  };
}

function errorDifference(error, expected, bytes, FlexError) {
  // A trap is not a FlexError.
  if (!FlexError.is(error) || error.kind !== "decode") return `${error?.stack ?? error}`;
  if (expected.session !== undefined) return `no session where there is one: ${error.message}`;
  if (error.path !== expected.path) return `the path ${error.path} instead of ${expected.path}`;
  return error.body === new TextDecoder().decode(bytes) ? undefined : "another body on the error";
}

/** Compares facts as JSON, with their fields in a fixed order and without undefined ones. */
function factDifference(label, actual, expected) {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  return found === wanted ? undefined : `${label}: ${found} instead of ${wanted}`;
}
