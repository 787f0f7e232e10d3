import { equal, ok } from "../../support/assert.js";
import { badRequests } from "../bad-requests.mjs";

const COUNT = 1_000;
const AT_ONCE = 16;

export async function refuses_a_thousand_bad_requests_without_calling_flex(t) {
  const [session, other] = [await t.seed(), await t.seed()];
  const requests = await badRequests(t, { count: COUNT, seed: t.randomSeed, session, other });
  equal(requests.length, COUNT, "requests");
  const complaints = [];
  const queue = [...requests];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { text, why } = next;
      const complain = (what) =>
        complaints.push(`${what} to ${why.join(", ")}: ${JSON.stringify(text.slice(0, 600))}`);
      const { answers, ended } = await t.exchange(text, { bodiless: text.startsWith("HEAD ") });
      if (ended === "silent") complain("no answer");
      for (const { status } of answers) if (status < 400) complain(`status ${status}`);
    }
  };
  const again = `--seed ${t.randomSeed}`;
  await t
    .sendsNothing(() => Promise.all(Array.from({ length: AT_ONCE }, work)), "the bad requests")
    .catch((error) => complaints.push(error.message));
  ok(
    complaints.length === 0,
    `${complaints.length} complaints (${again}): ${complaints.slice(0, 5).join(" | ")}`,
  );
}
