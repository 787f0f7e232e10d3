//! Rules of options. The Rust API checks them, and the npm package's checks are generated from them.

/// Characters and lengths of an option's text.
#[derive(Debug)]
pub struct Text {
    /// Ranges of characters, first and last.
    pub ranges: &'static [(u8, u8)],
    /// Largest length.
    pub most: usize,
}

impl Text {
    /// Returns true for a text of such characters, which is not empty.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        !text.is_empty() && self.fits_or_empty(text)
    }

    /// Returns true for a text of such characters, or none.
    #[must_use]
    pub fn fits_or_empty(&self, text: &str) -> bool {
        let in_range =
            |byte: u8| self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&byte));
        text.len() <= self.most && text.bytes().all(in_range)
    }
}

const VISIBLE: &[(u8, u8)] = &[(b'!', b'~')];

/// An API key.
pub static API_KEY: Text = Text { ranges: VISIBLE, most: usize::MAX };

/// An idempotency key.
pub static IDEMPOTENCY_KEY: Text = Text { ranges: VISIBLE, most: 255 };

/// A field to expand.
pub static EXPAND: Text =
    Text { ranges: &[(b'a', b'z'), (b'_', b'_'), (b'.', b'.'), (b'0', b'9')], most: usize::MAX };

/// Name of a header, a token of RFC 9110.
pub static HEADER_NAME: Text = Text {
    ranges: &[
        (b'0', b'9'),
        (b'A', b'Z'),
        (b'a', b'z'),
        (b'!', b'!'),
        (b'#', b'\''),
        (b'*', b'+'),
        (b'-', b'.'),
        (b'^', b'`'),
        (b'|', b'|'),
        (b'~', b'~'),
    ],
    most: usize::MAX,
};

/// Value of a header.
pub static HEADER_VALUE: Text = Text { ranges: &[(b' ', b'~'), (b'\t', b'\t')], most: usize::MAX };

/// Headers that the client sets itself, and the options that set them.
pub const RESERVED_HEADERS: [(&str, &str); 2] =
    [("authorization", "`api_key`"), ("idempotency-key", "`idempotency_key`")];

/// Headers of the connection, which fetch sets itself: it drops, overwrites or refuses a caller's.
pub const CONNECTION_HEADERS: [&str; 10] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Base URLs, as a regular expression without regard to case: https, or http on a loopback host, without
/// credentials, query and fragment. A native test holds the Rust API to it.
pub const BASE_URL: &str = concat!(
    r#"^(https://([!"$-.0-9;->A-Z^-~]+|\[[0-9a-f:.]+\])"#,
    r"|http://(localhost|127(\.(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])){3}|\[::1\]))",
    r#"(:[0-9]+)?(/[!"$->@-\[\]-~]*)?$"#,
);

/// Base URLs that are a path, which only a page without an API key may use.
pub const BASE_PATH: &str = r#"^/([!"$-.0->@-\[\]-~][!"$->@-\[\]-~]*)?$"#;

/// Default base URL.
pub const FLEX: &str = "https://api.withflex.com";

/// Default timeout of an attempt, in milliseconds.
pub const TIMEOUT: u32 = 30_000;

/// Default number of further requests.
pub const MAX_RETRIES: u32 = 2;

/// Default limit of a wait, in milliseconds.
pub const MAX_RETRY_DELAY: u32 = 60_000;

/// Default limit of a response body, in bytes.
pub const MAX_RESPONSE_BYTES: u32 = 8 << 20;

/// Largest number that a JavaScript timer takes.
pub const MOST: u32 = 2_147_483_647;

/// Globals that tell a browser: those of a page, of its workers, and of its worklets. No server has all of a
/// row: workerd lacks `WorkerLocation`, Deno `importScripts`, and Node and Bun both, in their workers too.
pub const BROWSERS: [&[&str]; 3] =
    [&["window", "document"], &["WorkerLocation", "importScripts"], &["WorkletGlobalScope"]];
