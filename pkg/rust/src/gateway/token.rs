//! Tokens by which a merchant's server lets one browser act on one session for a while.
//!
//! `fst1.{session}.{actions}.{issued}.{expires}.{nonce}.{subject}.{mac}`: the mac, in hexadecimal, is HMAC
//! with SHA-256 over all that stands before its dot. Making and checking it is the platform's work.

use std::fmt;

use flex_checkout::internal::{digits, join};

const VERSION: &str = "fst1";

/// How far two servers' clocks may be apart, in seconds.
const SKEW: u64 = 60;

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims<'a> {
    /// The session that it is for.
    pub session_id: &'a str,
    /// What may be done with it: `reauth`, `retrieve`, or both with a `+` between them.
    pub actions: &'a str,
    /// When it was made, in Unix seconds.
    pub issued: u64,
    /// When it ends, in Unix seconds.
    pub expires: u64,
    /// What makes it another one than any other.
    pub nonce: &'a str,
    /// Whom it was made for, in the merchant's words; may be empty.
    pub subject: &'a str,
}

/// A token taken apart. Nothing of it may be believed before its mac was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What the mac was made of.
    pub signed: &'a str,
    /// The mac, 64 hexadecimal digits in lower case.
    pub mac: &'a str,
    /// What it says.
    pub claims: Claims<'a>,
}

/// What a token is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use<'a> {
    /// The session.
    pub session_id: &'a str,
    /// `reauth` or `retrieve`.
    pub action: &'a str,
    /// Now, in Unix seconds.
    pub now: u64,
    /// How old a token may be, in seconds, whatever it says of itself.
    pub max_age: u64,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// It is none, or of another version.
    Malformed,
    /// Its time is over.
    Expired,
    /// It was made at a time that has not come.
    FromTheFuture,
    /// It is for another session.
    OtherSession,
    /// It is for something else.
    OtherAction,
}

impl Refused {
    /// The word for a log.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "token_malformed",
            Self::Expired => "token_expired",
            Self::FromTheFuture => "token_from_the_future",
            Self::OtherSession => "token_of_another_session",
            Self::OtherAction => "token_for_another_action",
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::error::Error for Refused {}

impl Claims<'_> {
    /// The part of a token that the mac is made of; `None` if a claim cannot stand in one.
    #[must_use]
    pub fn to_signed(&self) -> Option<String> {
        let signed = join(&[
            VERSION,
            ".",
            self.session_id,
            ".",
            self.actions,
            ".",
            &digits(self.issued),
            ".",
            &digits(self.expires),
            ".",
            self.nonce,
            ".",
            self.subject,
        ]);
        // What cannot be read again as it was written cannot be written.
        (claims(&signed).as_ref() == Some(self)).then_some(signed)
    }
}

impl<'a> Token<'a> {
    /// Takes a token apart and checks all of it but the mac.
    ///
    /// # Errors
    ///
    /// Why it is refused.
    pub fn check(token: &'a str, r#use: Use<'_>) -> Result<Self, Refused> {
        let (signed, mac) = token.rsplit_once('.').ok_or(Refused::Malformed)?;
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if mac.len() != 64 || !mac.bytes().all(is_hex) {
            return Err(Refused::Malformed);
        }
        let claims = claims(signed).ok_or(Refused::Malformed)?;
        if claims.session_id != r#use.session_id {
            return Err(Refused::OtherSession);
        }
        if !claims.actions.split('+').any(|action| action == r#use.action) {
            return Err(Refused::OtherAction);
        }
        if claims.issued > r#use.now.saturating_add(SKEW) {
            return Err(Refused::FromTheFuture);
        }
        let oldest = claims.issued.saturating_add(r#use.max_age);
        if r#use.now >= claims.expires.min(oldest) {
            return Err(Refused::Expired);
        }
        Ok(Self { signed, mac, claims })
    }
}

fn claims(signed: &str) -> Option<Claims<'_>> {
    // The subject may have dots in it.
    let mut parts = signed.splitn(7, '.');
    if parts.next()? != VERSION {
        return None;
    }
    let session_id = parts.next().filter(|id| is_word(id))?;
    let actions = parts.next().filter(|actions| {
        actions.split('+').all(|action| matches!(action, "reauth" | "retrieve"))
    })?;
    let issued = seconds(parts.next()?)?;
    let expires = seconds(parts.next()?)?;
    let nonce = parts.next().filter(|nonce| is_word(nonce))?;
    let subject = parts.next()?;
    let visible = subject.bytes().all(|byte| byte.is_ascii_graphic());
    (visible && subject.len() <= 255).then_some(Claims {
        session_id,
        actions,
        issued,
        expires,
        nonce,
        subject,
    })
}

fn is_word(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// A time in the one way of writing it.
fn seconds(text: &str) -> Option<u64> {
    let seconds: u64 = text.parse().ok()?;
    (digits(seconds) == text).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::{Claims, Refused, Token, Use};

    const MAC: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    const CLAIMS: Claims<'static> = Claims {
        session_id: "fcs_1",
        actions: "reauth+retrieve",
        issued: 1_000,
        expires: 1_900,
        nonce: "abc-123",
        subject: "ann@shop.example",
    };

    const USE: Use<'static> =
        Use { session_id: "fcs_1", action: "reauth", now: 1_500, max_age: 3_600 };

    fn token(claims: &Claims<'_>) -> String {
        format!("{}.{MAC}", claims.to_signed().expect("claims that can be written"))
    }

    #[test]
    fn reads_what_it_writes() {
        let text = token(&CLAIMS);
        let token = Token::check(&text, USE).expect("a token");
        assert_eq!((&token.claims, token.mac), (&CLAIMS, MAC));
        assert_eq!(format!("{}.{MAC}", token.signed), text);
        let nobody = Claims { subject: "", ..CLAIMS };
        assert_eq!(Token::check(&self::token(&nobody), USE).expect("a token").claims, nobody);
    }

    #[test]
    fn refuses_by_time_session_and_action() {
        for (claims, r#use, expected) in [
            (CLAIMS, Use { now: 1_899, ..USE }, None),
            (CLAIMS, Use { now: 1_900, ..USE }, Some(Refused::Expired)),
            (CLAIMS, Use { max_age: 500, ..USE }, Some(Refused::Expired)),
            (CLAIMS, Use { max_age: 501, ..USE }, None),
            (CLAIMS, Use { now: 940, ..USE }, None),
            (CLAIMS, Use { now: 939, ..USE }, Some(Refused::FromTheFuture)),
            (CLAIMS, Use { session_id: "fcs_2", ..USE }, Some(Refused::OtherSession)),
            (CLAIMS, Use { session_id: "FCS_1", ..USE }, Some(Refused::OtherSession)),
            (CLAIMS, Use { action: "retrieve", ..USE }, None),
            (Claims { actions: "retrieve", ..CLAIMS }, USE, Some(Refused::OtherAction)),
            (
                Claims { expires: u64::MAX, issued: u64::MAX, ..CLAIMS },
                USE,
                Some(Refused::FromTheFuture),
            ),
        ] {
            let refused = Token::check(&token(&claims), r#use).err();
            assert_eq!(refused, expected, "{claims:?} {use:?}");
        }
    }

    #[test]
    fn refuses_what_is_no_token() {
        let good = token(&CLAIMS);
        for text in [
            String::new(),
            ".".into(),
            MAC.into(),
            good.replace("fst1", "fst2"),
            good.replace(".1000.", ".01000."),
            good.replace(".1000.", ".-1."),
            good.replace(".1000.", ".18446744073709551616."),
            good.replace("reauth+retrieve", "reauth+capture"),
            good.replace("reauth+retrieve", ""),
            good.replace("abc-123", ""),
            good.replace("abc-123", "a b"),
            good.replace("ann@shop", "ann shop"),
            good.to_uppercase(),
            good[..good.len() - 1].to_owned(),
            format!("{good}0"),
            format!("{good}."),
        ] {
            assert_eq!(Token::check(&text, USE), Err(Refused::Malformed), "{text}");
        }
    }

    #[test]
    fn writes_no_claim_that_would_be_read_as_another() {
        for claims in [
            Claims { session_id: "fcs_1.reauth", ..CLAIMS },
            Claims { session_id: "", ..CLAIMS },
            Claims { nonce: "a.b", ..CLAIMS },
            Claims { actions: "everything", ..CLAIMS },
            Claims { subject: "two words", ..CLAIMS },
        ] {
            assert_eq!(claims.to_signed(), None, "{claims:?}");
        }
    }
}
