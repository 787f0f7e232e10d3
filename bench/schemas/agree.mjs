// Checks that all peers that check a session agree with the package on which bodies drift. If one checked
// less than another, their times could not be compared.

import { deepEqual } from "node:assert/strict";
import { BODIES } from "../support/bodies.mjs";

const WRONG = [null, true, 7, 1.5, "string", [7], {}];

/** Yields every body that differs from this one in one place: a wrong value, or a missing one. */
function* variants(body) {
  const json = body.toString();
  for (const path of paths(JSON.parse(json))) {
    for (const value of [...WRONG, undefined]) {
      const copy = JSON.parse(json);
      const key = path.at(-1);
      const parent = path.slice(0, -1).reduce((object, step) => object[step], copy);
      // The one known difference: valibot accepts an array as an object.
      if (Array.isArray(value) && mayBeObject(parent[key])) continue;
      // Another id than the requested one is drift, which no schema can know.
      if (value === "text" && path.join(".") === "checkout_session.checkout_session_id") continue;
      if (value === undefined) delete parent[key];
      else parent[key] = value;
      yield { where: `${path.join(".")} = ${JSON.stringify(value)}`, body: JSON.stringify(copy) };
    }
  }
}

const mayBeObject = (value) =>
  typeof value === "string" || (typeof value === "object" && !Array.isArray(value));

function* paths(value, path = []) {
  if (value === null || typeof value !== "object") return;
  for (const key of Object.keys(value)) {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    // An element of an array is not removed: that would leave a hole, which JSON writes as null.
    if (typeof here.at(-1) === "string") yield here;
    yield* paths(value[key], here);
  }
}

/**
 * Returns the number of compared bodies. `departs(peer, body)` returns whether a peer rejects a body, or
 * its drift if the peer describes it.
 */
export async function agree(peers, departs) {
  let count = 0;
  for (const name of ["documented", "unexpanded"]) {
    for (const { where, body } of variants(BODIES[name])) {
      const verdicts = await Promise.all(peers.map((peer) => departs(peer, body)));
      const odd = peers.find((_, index) => Boolean(verdicts[index]) !== Boolean(verdicts[0]));
      if (odd)
        throw new Error(
          `${odd} and ${peers[0]} do not agree on ${where}, which ${verdicts[0] ? "is" : "is no"} drift`,
        );
      const [first, ...others] = verdicts.filter((verdict) => typeof verdict === "object");
      for (const other of others) deepEqual(other, first, `drift is described in two ways on ${where}`);
      count++;
    }
  }
  return count;
}
