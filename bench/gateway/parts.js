// Some of the gateway's parts without the others, out of the package's own source: what each costs shows in what a
// Worker with it takes longer than one without it.
import module from "../../pkg/dist/flex_checkout_server.wasm";
import { boundKey } from "../../pkg/src/gateway/key.ts";
import { Decision, decideBytes } from "../../pkg/src/load/server.ts";
import { provide } from "../../pkg/src/load/wasm.ts";
import { openAtOnce } from "../../pkg/src/load/workerd.ts";
import { checkClientOptions } from "../../pkg/src/options.ts";
import { send } from "../../pkg/src/send.ts";
import { openBy } from "../../pkg/src/stream.ts";

provide(() => module);
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
    const idempotencyKey = binds ? await boundKey(id, { principal: "" }, sent) : sent;
    const body = await send(
      () => options,
      "reauth",
      id,
      { expand: [], idempotencyKey },
      (_, { last }) => last.body,
    );
    const answer = withholds ? await decideBytes(Decision.withhold, [""], body) : body;
    return new Response(answer, { headers: { "content-type": "application/json" } });
  };
}
