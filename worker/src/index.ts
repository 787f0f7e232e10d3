// The demo's Worker: it holds the key, so that the page does not, and serves the page.
//
// It lets everybody in, and so is for loopback only. Do not deploy it.
import { FlexClient, FlexError } from "flex-checkout";
import script from "page-script";
import page from "../../www/index.html";

interface Env {
  FLEX_API_KEY: string;
  FLEX_BASE_URL: string;
}

const SESSION = /^\/flex\/v1\/checkout\/sessions\/([^/]+)(\/reauth)?$/;

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    const session = SESSION.exec(url.pathname);
    if (session?.[1] && request.method === (session[2] ? "POST" : "GET")) {
      return call(decodeURIComponent(session[1]), session[2] !== undefined, request, env);
    }
    if (request.method === "GET" && url.pathname === "/sandbox/sessions") {
      return fetch(`${env.FLEX_BASE_URL}${url.pathname}`);
    }
    if (request.method === "GET" && url.pathname === "/page.js") {
      return new Response(script, { headers: { "content-type": "text/javascript" } });
    }
    if (request.method === "GET" && url.pathname === "/") {
      return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
    }
    return Response.json({ error: { code: "not_found", message: "There is no such page" } }, { status: 404 });
  },
};

async function call(id: string, reauth: boolean, request: Request, env: Env): Promise<Response> {
  const flex = new FlexClient({ apiKey: env.FLEX_API_KEY, baseURL: env.FLEX_BASE_URL });
  const expand = [...new URL(request.url).searchParams.keys()].flatMap((name) =>
    name.startsWith("expand_") ? name.slice("expand_".length) : [],
  );
  // The caller's key is passed on, so that its own retry places no second hold.
  const idempotencyKey = request.headers.get("idempotency-key") ?? undefined;
  try {
    const checkout_session = await (reauth
      ? flex.reauth(id, { expand, idempotencyKey, signal: request.signal })
      : flex.retrieve(id, { expand, signal: request.signal }));
    return Response.json({ checkout_session });
  } catch (error) {
    if (!FlexError.is(error)) throw error;
    const { kind, code = kind, message, status = 502 } = error;
    return Response.json({ error: { code, message } }, { status });
  }
}
