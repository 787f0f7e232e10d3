// Whether all that check a session agree with the package on which bodies depart from the models. If one
// checked less than another, their times could not be compared.

import { deepEqual } from "node:assert/strict";
import { BODIES } from "../support/bodies.mjs";

const WRONG = [null, true, 7, 1.5, "text", [7], {}];

/** Every body that differs from this one in one place: a wrong value, or none. */
function* variants(body) {
  const text = body.toString();
  for (const path of paths(JSON.parse(text))) {
    for (const value of [...WRONG, undefined]) {
      const copy = JSON.parse(text);
      const key = path.at(-1);
      const parent = path.slice(0, -1).reduce((object, step) => object[step], copy);
      // The one known difference: valibot takes an array for an object.
      if (Array.isArray(value) && mayBeObject(parent[key])) continue;
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
    // An element of an array is not taken away: that would leave a hole, which JSON writes as null.
    if (typeof here.at(-1) === "string") yield here;
    yield* paths(value[key], here);
  }
}

/**
 * Gives how many bodies were compared. `departs(peer, body)` gives whether a peer refuses a body, or, where the peer
 * describes its drift, that.
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
