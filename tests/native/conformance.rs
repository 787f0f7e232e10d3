//! What is JSON, case by case, beside `serde_json`. In Node the same cases stand beside `JSON.parse`.

use std::collections::BTreeMap;

use flex_checkout::internal::{NoSession, check};
use serde_json::Value;

const CASES: &str = include_str!("../fixtures/json-cases.txt");

struct Case {
    /// `y` is read, `n` is no JSON, `d` is JSON that the package refuses.
    verdict: char,
    name: &'static str,
    /// Why `serde_json` sees it in another way, if it does.
    reason: &'static str,
    text: Vec<u8>,
}

fn cases() -> impl Iterator<Item = Case> {
    CASES.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let (head, rest) = line.split_once(" |").expect(line);
        let (verdict, name) = head.split_once(' ').expect(line);
        let (reason, text) = rest.split_once("| ").expect(line);
        let verdict = verdict.chars().next().expect(line);
        Case { verdict, name, reason, text: text_of(text) }
    })
}

/// Undoes the list's own escapes: `\xHH`, `\\`, and `\r(N,text)` for a text N times.
fn text_of(mut written: &str) -> Vec<u8> {
    let mut text = Vec::new();
    while let Some((plain, escape)) = written.split_once('\\') {
        text.extend_from_slice(plain.as_bytes());
        written = match escape.as_bytes()[0] {
            b'x' => {
                text.push(u8::from_str_radix(&escape[1..3], 16).expect(escape));
                &escape[3..]
            }
            b'r' => {
                let (repeated, rest) = escape[2..].split_once(')').expect(escape);
                let (count, unit) = repeated.split_once(',').expect(escape);
                text.extend(unit.repeat(count.parse().expect(escape)).bytes());
                rest
            }
            other => {
                text.push(other);
                &escape[1..]
            }
        };
    }
    text.extend_from_slice(written.as_bytes());
    text
}

fn is_json(body: &[u8]) -> bool {
    !matches!(check(body), Err(NoSession::NotJson { .. }))
}

#[test]
fn reads_what_is_json_and_nothing_else() {
    let mut counts = BTreeMap::new();
    for Case { verdict, name, text, .. } in cases() {
        assert_eq!(is_json(&text), verdict == 'y', "{name}: {}", text.escape_ascii());
        *counts.entry(verdict).or_insert(0) += 1;
    }
    assert!(counts[&'y'] > 200 && counts[&'n'] > 400, "{counts:?}");
}

#[test]
fn sees_what_serde_json_sees_but_where_a_reason_says_why_not() {
    for Case { verdict, name, reason, text } in cases() {
        let read = serde_json::from_slice::<Value>(&text);
        let expected = verdict == 'y' && reason.is_empty();
        assert_eq!(read.is_ok(), expected, "{name}: {}", text.escape_ascii());
    }
}

#[test]
fn reads_the_same_in_a_sessions_metadata() {
    const BEFORE: &[u8] = br#"{"checkout_session":{"checkout_session_id":"fcs_1","metadata":"#;
    for Case { verdict, name, reason, text } in cases() {
        // A mark stands before a whole text only.
        let is_whole = reason.contains("byte order mark");
        let body = [BEFORE, &text, b"}}"].concat();
        assert_eq!(check(&body).is_ok(), verdict == 'y' && !is_whole, "{name}");
    }
}
