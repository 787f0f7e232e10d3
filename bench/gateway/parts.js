// Some of the gateway's parts without the others, out of the package's own source: what each costs shows in what a
// Worker with it takes longer than one without it.
import module from "../../pkg/dist/flex_checkout_server.wasm";
import * as glue from "../../pkg/src/generated/server.js";
import { core, provide } from "../../pkg/src/load/wasm.ts";
import { openAtOnce } from "../../pkg/src/load/workerd.ts";
import { checkClientOptions } from "../../pkg/src/options.ts";
import { send } from "../../pkg/src/send.ts";
import { openBy } from "../../pkg/src/stream.ts";

provide(() => module, glue);
openBy(openAtOnce);

/** Calls Flex as the client does, if need be with a bound key, and answers all or what may leave. */
export function create({ upstream, apiKey, binds, withholds }) {
  const options = checkClientOptions({
    apiKey,
    baseURL: upstream,
    timeout: 20_000,
    deadline: 24_000,
    maxRetries: 0,
  });
  return async (request) => {
    const id = new URL(request.url).pathname.split("/").at(-2);
    const sent = request.headers.get("idempotency-key");
    await core();
    const parts = JSON.stringify(["caller", id, "", sent]);
    const idempotencyKey = binds ? `fgw_${glue.sha256(parts)}` : sent;
    const body = await send(
      () => options,
      "reauth",
      id,
      { expand: [], idempotencyKey },
      (_, { last }) => last.body,
    );
    const [session] = withholds ? glue.withhold(body, "[]") : [body];
    return new Response(session, { headers: { "content-type": "application/json" } });
  };
}
