//! Who may ask.

use subtle::ConstantTimeEq;
use worker::{Env, Request, Result};

/// Whether one of our own systems asks, which knows `SHOP_SECRET`.
pub fn is_ours(request: &Request, env: &Env) -> Result<bool> {
    let wanted = format!("Bearer {}", env.secret("SHOP_SECRET")?);
    let given = request.headers().get("authorization")?.unwrap_or_default();
    Ok(given.as_bytes().ct_eq(wanted.as_bytes()).into())
}
