//! A token is good for what it was made for and for nothing else: whatever is changed of it, it is
//! refused, or its mac is wrong.
#![no_main]

use arbitrary::Arbitrary;
use flex_checkout_npm::gateway::token::{Claims, Token, Use};
use hmac::{Hmac, KeyInit, Mac};
use libfuzzer_sys::fuzz_target;
use sha2::Sha256;

const SECRET: &[u8] = b"a secret that nobody can guess, 1";

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    session_id: &'a str,
    actions: Actions<'a>,
    issued: Time,
    lives: Time,
    nonce: &'a str,
    subject: &'a str,
    asks: Asks<'a>,
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
struct Asks<'a> {
    session_id: Option<&'a str>,
    reauths: bool,
    after: Time,
    max_age: Time,
}

#[derive(Arbitrary, Debug)]
enum Change<'a> {
    Byte { at: u16, byte: u8 },
    Insert { at: u16, text: &'a str },
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
        Actions::Reauth => "reauth",
        Actions::Retrieve => "retrieve",
        Actions::Both => "reauth+retrieve",
        Actions::Any(text) => text,
    };
    let issued = input.issued.seconds();
    let claims = Claims {
        session_id: input.session_id,
        actions,
        issued,
        expires: issued.saturating_add(input.lives.seconds()),
        nonce: input.nonce,
        subject: input.subject,
    };
    let asked = Use {
        session_id: input.asks.session_id.unwrap_or(input.session_id),
        action: if input.asks.reauths { "reauth" } else { "retrieve" },
        now: issued.saturating_add(input.asks.after.seconds()).saturating_sub(1000),
        max_age: input.asks.max_age.seconds(),
    };
    let Some(signed) = claims.to_signed() else {
        assert!(!can_be_written(&claims), "{claims:?}");
        return;
    };
    assert!(can_be_written(&claims), "{claims:?}");
    let token = format!("{signed}.{}", mac(&signed));

    let may = is_for(&claims, asked);
    match Token::check(&token, asked) {
        Ok(checked) => {
            assert!(may, "{claims:?} {asked:?}");
            assert_eq!((checked.signed, &checked.claims), (&*signed, &claims));
            assert_eq!(checked.mac, mac(checked.signed));
        }
        Err(refused) => assert!(!may, "{refused} {claims:?} {asked:?}"),
    }

    let changed = input.changes.iter().take(5).fold(token.clone(), |token, by| change(&token, by));
    if changed != token
        && let Ok(checked) = Token::check(&changed, asked)
    {
        // What the platform compares is the mac of what this says was signed.
        assert_ne!(checked.mac, mac(checked.signed), "{changed} beside {token}");
        assert_eq!([checked.signed, ".", checked.mac].concat(), changed);
    }
});

fn mac(signed: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET).expect("any length will do");
    mac.update(signed.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn can_be_written(claims: &Claims<'_>) -> bool {
    let is_word = |text: &str| {
        !text.is_empty()
            && text.len() <= 100
            && text.chars().all(|char| char.is_ascii_alphanumeric() || char == '_' || char == '-')
    };
    let visible = |text: &str| text.chars().all(|char| ('!'..='~').contains(&char));
    is_word(claims.session_id)
        && is_word(claims.nonce)
        && claims.actions.split('+').all(|action| action == "reauth" || action == "retrieve")
        && claims.subject.len() <= 255
        && visible(claims.subject)
}

fn is_for(claims: &Claims<'_>, asked: Use<'_>) -> bool {
    let (issued, now) = (u128::from(claims.issued), u128::from(asked.now));
    claims.session_id == asked.session_id
        && claims.actions.split('+').any(|action| action == asked.action)
        && issued <= now + 60
        && now < u128::from(claims.expires)
        && now < issued + u128::from(asked.max_age)
}

fn change(token: &str, change: &Change<'_>) -> String {
    let place = |at: u16| {
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
        | Change::Repeat { at } => token.split_at(place(*at)),
        Change::SwapDots => token.split_once('.').unwrap_or((token, "")),
    };
    let rest = || after.chars().skip(1).collect::<String>();
    match change {
        Change::Byte { byte, .. } => {
            [before, &char::from(byte & 0x7F).to_string(), &rest()].concat()
        }
        Change::Insert { text, .. } => [before, text, after].concat(),
        Change::Cut { length, .. } => {
            let rest: String = after.chars().skip(usize::from(*length)).collect();
            [before, &rest].concat()
        }
        Change::Case { .. } => [before, &after.to_ascii_uppercase()].concat(),
        Change::Repeat { .. } => [before, after, after].concat(),
        Change::SwapDots => [after, ".", before].concat(),
    }
}
