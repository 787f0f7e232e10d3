//! Authentication of callers.

use subtle::ConstantTimeEq;
use worker::{Env, Request, Result};

/// Returns true if one of our own systems calls, which knows `SHOP_SECRET`.
pub fn is_ours(request: &Request, env: &Env) -> Result<bool> {
    let wanted = format!("Bearer {}", env.secret("SHOP_SECRET")?);
    let actual = request.headers().get("authorization")?.unwrap_or_default();
    Ok(actual.as_bytes().ct_eq(wanted.as_bytes()).into())
}
