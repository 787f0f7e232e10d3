// sandbox/README.md: its header.

import assert from "node:assert/strict";

export const page = "sandbox/README.md";

export const cases = {
  async accepts_a_fault_by_header(env) {
    const { id } = await env.session();
    const [name, value] = env.text("http", "fault").trim().split(": ");
    const headers = { authorization: `Bearer ${env.key}`, "idempotency-key": "1", [name]: value };
    const send = () => fetch(`${env.flex}/v1/checkout/sessions/${id}/reauth`, { method: "POST", headers });
    const rejected = await send();
    assert.deepEqual([rejected.status, rejected.headers.get("retry-after")], [429, "2"]);
    assert.equal((await send()).status, 200);
  },
};
