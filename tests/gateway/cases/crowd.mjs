// The first requests of a server, while the module loads. In workerd a request cannot wait for work that another request
// began, once that request has ended.

import { deepEqual, equal } from "../../support/assert.js";
import { open, requestText } from "../http.mjs";

export async function serves_concurrent_first_requests_while_others_disconnect(t) {
  const sessions = await Promise.all(Array.from({ length: 24 }, () => t.seed()));
  const { result, lines } = await t.lines(24, () =>
    Promise.all(
      sessions.map(async (session, index) => {
        if (index % 3 > 0) return (await t.call(session, { gateway: "renewals" })).status;
        const request = await t.wanted(session, { action: "retrieve" });
        const socket = await open(t.server.port, requestText(request));
        setTimeout(() => socket.destroy(), index);
        return 200;
      }),
    ),
  );
  deepEqual([...new Set(result)], [200], `statuses (${lines.map(({ refused }) => refused ?? "")})`);
  for (const [index, session] of sessions.entries())
    equal((await session.entry()).holds_placed, index % 3 > 0 ? 1 : 0, `holds of session ${index}`);
}
