// Asks other hosts whether they have what is linked to.

import { LinkChecker, LinkState } from "linkinator";
import { serve } from "../../tests/support/serve.mjs";

/** Gives a line for each link that leads nowhere; `links` are the addresses, and where each was found. */
export async function ask(links) {
  const list = [...links.keys()].map((link) => `<a href="${link.replaceAll("&", "&amp;")}"></a>`);
  const { origin, stop } = await serve({ texts: { "/list": ["text/html", list.join("\n")] } });
  const checker = new LinkChecker();
  const { links: results } = await checker.check({
    path: `${origin}/list`,
    concurrency: 8,
    timeout: 30_000,
    retry: true,
    retryErrors: true,
    retryErrorsCount: 2,
  });
  stop();
  return results
    .filter(({ state }) => state === LinkState.BROKEN)
    .map(({ url, status }) => `${links.get(url) ?? ""}: ${url}: it answered ${status}`);
}
