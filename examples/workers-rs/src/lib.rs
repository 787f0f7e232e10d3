//! A Cloudflare Worker in Rust that renews the hold of a checkout session, for a shop's own systems.
#![cfg(target_arch = "wasm32")]

mod caller;
mod renewal;
mod store;

use worker::{Context, Env, Request, Response, Result, RouteContext, Router, event};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    Router::new()
        .post_async("/sessions/:id/renew", renew)
        .get_async("/sessions/:id/payment-intents", payment_intents)
        .run(request, env)
        .await
}

async fn renew(request: Request, context: RouteContext<()>) -> Result<Response> {
    if !caller::is_ours(&request, &context.env)? {
        return Response::error("this route is for our own systems", 401);
    }
    // One intended renewal has one key: a retry sends it again, so that no second hold is placed.
    let Some(key) = request.headers().get("idempotency-key")? else {
        return Response::error("the header idempotency-key is missing", 400);
    };
    let session = context.param("id").map_or("", String::as_str);
    renewal::renew(session, &key, &context.env).await
}

async fn payment_intents(request: Request, context: RouteContext<()>) -> Result<Response> {
    if !caller::is_ours(&request, &context.env)? {
        return Response::error("this route is for our own systems", 401);
    }
    let session = context.param("id").map_or("", String::as_str);
    Response::from_json(&store::payment_intents(session, &context.env).await?)
}
