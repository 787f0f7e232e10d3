// sandbox/README.md: the header that it shows.

import assert from "node:assert/strict";

export const page = "sandbox/README.md";

export const cases = {
  async takes_a_fault_by_header(world) {
    const { id } = await world.session();
    const [name, value] = world.text("http", "fault").trim().split(": ");
    const headers = { authorization: `Bearer ${world.key}`, "idempotency-key": "1", [name]: value };
    const ask = () => fetch(`${world.flex}/v1/checkout/sessions/${id}/reauth`, { method: "POST", headers });
    const refused = await ask();
    assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "2"]);
    assert.equal((await ask()).status, 200);
  },
};
