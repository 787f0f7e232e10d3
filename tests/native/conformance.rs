//! JSON conformance, case by case, compared with `serde_json`. In Node the same cases are compared with `JSON.parse`.

use std::collections::BTreeMap;

use flex_checkout::internal::{NoSession, check};
use serde_json::Value;

const CASES: &str = include_str!("../fixtures/json-cases.txt");

struct Case {
    /// `y` is accepted, `n` is invalid JSON, `d` is JSON that the package rejects.
    verdict: char,
    name: &'static str,
    /// The reason why `serde_json` disagrees, if it does.
    reason: &'static str,
    source: Vec<u8>,
}

fn cases() -> impl Iterator<Item = Case> {
    CASES.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let (head, rest) = line.split_once(" |").expect(line);
        let (verdict, name) = head.split_once(' ').expect(line);
        let (reason, source) = rest.split_once("| ").expect(line);
        let verdict = verdict.chars().next().expect(line);
        Case { verdict, name, reason, source: source_of(source) }
    })
}

/// Decodes the list's escapes: `\xHH`, `\\`, and `\r(N,unit)` for a unit N times.
fn source_of(mut written: &str) -> Vec<u8> {
    let mut source = Vec::new();
    while let Some((plain, escape)) = written.split_once('\\') {
        source.extend_from_slice(plain.as_bytes());
        written = match escape.as_bytes()[0] {
            b'x' => {
                source.push(u8::from_str_radix(&escape[1..3], 16).expect(escape));
                &escape[3..]
            }
            b'r' => {
                let (repeated, rest) = escape[2..].split_once(')').expect(escape);
                let (count, unit) = repeated.split_once(',').expect(escape);
                source.extend(unit.repeat(count.parse().expect(escape)).bytes());
                rest
            }
            other => {
                source.push(other);
                &escape[1..]
            }
        };
    }
    source.extend_from_slice(written.as_bytes());
    source
}

fn is_json(body: &[u8]) -> bool {
    !matches!(check(body), Err(NoSession::NotJson { .. }))
}

#[test]
fn accepts_only_json() {
    let mut counts = BTreeMap::new();
    for Case { verdict, name, source, .. } in cases() {
        assert_eq!(is_json(&source), verdict == 'y', "{name}: {}", source.escape_ascii());
        *counts.entry(verdict).or_insert(0) += 1;
    }
    assert!(counts[&'y'] > 200 && counts[&'n'] > 400, "{counts:?}");
}

#[test]
fn agrees_with_serde_json_except_for_listed_reasons() {
    for Case { verdict, name, reason, source } in cases() {
        let read = serde_json::from_slice::<Value>(&source);
        let expected = verdict == 'y' && reason.is_empty();
        assert_eq!(read.is_ok(), expected, "{name}: {}", source.escape_ascii());
    }
}

#[test]
fn reads_every_case_in_metadata() {
    const BEFORE: &[u8] = br#"{"checkout_session":{"checkout_session_id":"fcs_1","metadata":"#;
    for Case { verdict, name, reason, source } in cases() {
        // A byte order mark is valid only at the start of the whole body.
        let is_whole = reason.contains("byte order mark");
        let body = [BEFORE, &source, b"}}"].concat();
        assert_eq!(check(&body).is_ok(), verdict == 'y' && !is_whole, "{name}");
    }
}
