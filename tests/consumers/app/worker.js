// A web worker or a service worker, which is asked by messages with a port to answer at.
import { renew } from "./renew.js";

addEventListener("message", async ({ data, ports }) => {
  const answer = await renew(data).then(
    (intents) => ({ intents }),
    (error) => ({ error: String(error) }),
  );
  ports[0].postMessage(answer);
});
