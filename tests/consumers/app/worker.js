// A web worker or service worker. Messages carry the port to respond on.
import { renew } from "./renew.js";

addEventListener("message", async ({ data, ports }) => {
  const answer = await renew(data).then(
    (intents) => ({ intents }),
    (error) => ({ error: String(error) }),
  );
  ports[0].postMessage(answer);
});
