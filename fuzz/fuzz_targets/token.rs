//! A token allows only what it was signed for. Any changed token is rejected.
#![no_main]

use arbitrary::Arbitrary;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flex_checkout_npm::gateway::token::{TokenClaims, TokenUse, sign, verify};
use hmac::{Hmac, KeyInit, Mac};
use libfuzzer_sys::fuzz_target;
use sha2::Sha256;

const SECRET: &str = "a test secret of forty characters, no. 1";

/// The actions that a token can allow.
const SESSION_ACTIONS: [&str; 6] =
    ["reauth", "retrieve", "capture", "previewCapture", "cancel", "listPaymentIntents"];

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    session_id: &'a str,
    actions: Actions<'a>,
    issued: Time,
    lives: Time,
    nonce: &'a str,
    subject: &'a str,
    request: Request<'a>,
    changes: Vec<Change<'a>>,
}

#[derive(Arbitrary, Debug)]
enum Actions<'a> {
    Reauth,
    Retrieve,
    Both,
    Any(&'a str),
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Time {
    Soon(u16),
    Any(u64),
}

#[derive(Arbitrary, Debug)]
struct Request<'a> {
    session_id: Option<&'a str>,
    reauths: bool,
    after: Time,
    max_age: Time,
}

#[derive(Arbitrary, Debug)]
enum Change<'a> {
    Byte { at: u16, byte: u8 },
    Insert { at: u16, string: &'a str },
    Cut { at: u16, length: u8 },
    Case { at: u16 },
    Repeat { at: u16 },
    SwapDots,
}

impl Time {
    fn seconds(self) -> u64 {
        match self {
            Self::Soon(seconds) => seconds.into(),
            Self::Any(seconds) => seconds,
        }
    }
}

fuzz_target!(|input: Input<'_>| {
    let actions = match input.actions {
        Actions::Reauth => vec!["reauth".to_owned()],
        Actions::Retrieve => vec!["retrieve".to_owned()],
        Actions::Both => vec!["reauth".to_owned(), "retrieve".to_owned()],
        Actions::Any(string) => string.split('+').map(String::from).collect(),
    };
    let iat = input.issued.seconds();
    let claims = TokenClaims {
        aud: "flex-checkout-gateway".into(),
        checkout_session_id: input.session_id.into(),
        actions,
        sub: input.subject.into(),
        jti: input.nonce.into(),
        iat,
        exp: iat.saturating_add(input.lives.seconds()),
        nbf: 0,
    };
    let needed = TokenUse {
        session_id: input.request.session_id.unwrap_or(input.session_id),
        action: if input.request.reauths { "reauth" } else { "retrieve" },
        now: iat.saturating_add(input.request.after.seconds()).saturating_sub(1000),
        max_age: input.request.max_age.seconds(),
    };
    let Some(token) = sign(SECRET, &claims) else {
        assert!(!can_be_signed(&claims), "{claims:?}");
        return;
    };
    assert!(can_be_signed(&claims), "{claims:?}");
    let (signed, mac) = token.rsplit_once('.').expect("three parts");
    assert_eq!(mac, mac_of(signed));
    let may = is_for(&claims, needed);
    match verify(&token, SECRET, needed) {
        Ok(verified) => {
            assert!(may, "{claims:?} {needed:?}");
            assert_eq!(verified, claims);
        }
        Err(refusal) => assert!(!may, "{refusal:?} {claims:?} {needed:?}"),
    }
    let changed = input.changes.iter().take(5).fold(token.clone(), |token, by| change(&token, by));
    if changed != token {
        assert!(verify(&changed, SECRET, needed).is_err(), "{changed} beside {token}");
    }
});

fn mac_of(signed: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length will do");
    mac.update(signed.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

fn can_be_signed(claims: &TokenClaims) -> bool {
    let is_word = |string: &str| {
        !string.is_empty()
            && string.len() <= 100
            && string.chars().all(|char| char.is_ascii_alphanumeric() || char == '_' || char == '-')
    };
    let visible = |string: &str| string.chars().all(|char| ('!'..='~').contains(&char));
    is_word(&claims.checkout_session_id)
        && is_word(&claims.jti)
        && claims.actions.iter().all(|action| SESSION_ACTIONS.contains(&action.as_str()))
        && claims.sub.len() <= 255
        && visible(&claims.sub)
}

fn is_for(claims: &TokenClaims, needed: TokenUse<'_>) -> bool {
    let (issued, now) = (u128::from(claims.iat), u128::from(needed.now));
    claims.checkout_session_id == needed.session_id
        && claims.actions.iter().any(|action| action == needed.action)
        && issued <= now + 60
        && now < u128::from(claims.exp)
        && now < issued + u128::from(needed.max_age)
}

fn change(token: &str, change: &Change<'_>) -> String {
    let split = |at: u16| {
        let mut at = usize::from(at) % (token.len() + 1);
        while !token.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (before, after) = match change {
        Change::Byte { at, .. }
        | Change::Insert { at, .. }
        | Change::Cut { at, .. }
        | Change::Case { at }
        | Change::Repeat { at } => token.split_at(split(*at)),
        Change::SwapDots => token.split_once('.').unwrap_or((token, "")),
    };
    let rest = || after.chars().skip(1).collect::<String>();
    match change {
        Change::Byte { byte, .. } => {
            [before, &char::from(byte & 0x7F).to_string(), &rest()].concat()
        }
        Change::Insert { string, .. } => [before, string, after].concat(),
        Change::Cut { length, .. } => {
            let rest: String = after.chars().skip(usize::from(*length)).collect();
            [before, &rest].concat()
        }
        Change::Case { .. } => [before, &after.to_ascii_uppercase()].concat(),
        Change::Repeat { .. } => [before, after, after].concat(),
        Change::SwapDots => [after, ".", before].concat(),
    }
}
