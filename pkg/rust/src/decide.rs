//! What the npm package's entries for servers ask of the second module: every decision by a number,
//! texts and bytes in, bytes out. The numbers stand in pkg/src/load/server.ts too.

mod gateway;

use wasm_bindgen::prelude::*;

/// Makes a decision. Nothing comes of a number that stands for none, or of texts that are too few.
#[wasm_bindgen]
#[must_use]
pub fn decide(what: u32, texts: &str, body: &[u8]) -> Vec<u8> {
    let mut lines = Lines(texts);
    match what {
        0 => gateway::gate(&mut lines),
        1 => gateway::refuse(&mut lines),
        2 => gateway::fault(&mut lines),
        3 => gateway::check_token(&mut lines),
        4 => gateway::sign_token(&mut lines),
        5 => gateway::withhold(&mut lines, body),
        _ => None,
    }
    .unwrap_or_default()
}

/// Texts, each a line.
struct Lines<'a>(&'a str);

impl<'a> Lines<'a> {
    fn next(&mut self) -> &'a str {
        let (line, rest) = self.0.split_once('\n').unwrap_or((self.0, ""));
        self.0 = rest;
        line
    }

    /// The next line, unless it is empty.
    fn some(&mut self) -> Option<&'a str> {
        Some(self.next()).filter(|line| !line.is_empty())
    }

    /// The words of the next line.
    fn words(&mut self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.next().split(' ').filter(|word| !word.is_empty())
    }

    fn number<T: std::str::FromStr>(&mut self) -> Option<T> {
        self.next().parse().ok()
    }

    fn flag(&mut self) -> bool {
        self.next() == "true"
    }
}
