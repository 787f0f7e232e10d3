//! What the merchant has set of a gateway.

/// What the merchant has set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules<'a> {
    /// The path below which the gateway serves, `/flex`.
    pub base: &'a str,
    /// The origins of pages that may call, beside the gateway's own.
    pub allowed_origins: Vec<&'a str>,
    /// Further headers that pages of these origins may send.
    pub allowed_headers: Vec<&'a str>,
    /// Whether such pages may send cookies.
    pub allows_credentials: bool,
    /// Whether a POST may come without the header `Origin`, as programs send it.
    pub allows_missing_origin: bool,
    /// The largest body of a request that is read, in bytes.
    pub max_request_bytes: u32,
}
