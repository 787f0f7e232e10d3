//! A JSON scanner that builds nothing. It accepts the same texts as `JSON.parse`, up to [`MAX_DEPTH`]
//! levels of nesting.

#![expect(
    clippy::inline_always,
    reason = "at opt-level z scanning takes twice as long without, for 300 bytes less"
)]
#![expect(
    clippy::missing_errors_doc,
    reason = "every error is a fault in the text, which `Fault` documents"
)]

use std::borrow::Cow;

/// Largest depth of the arrays and objects that are opened. Their readers are recursive, and a body must not
/// exhaust the wasm instance's stack. A value that is skipped may be deeper.
pub const MAX_DEPTH: u8 = 128;

/// Fault in a text that is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The text ends within a value.
    End,
    /// A byte breaks the grammar.
    Byte,
    /// The text nests deeper than [`MAX_DEPTH`].
    Depth,
}

/// A result whose error is a [`Fault`].
pub type Result<T> = std::result::Result<T, Fault>;

/// The kind of a JSON value, known from its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// A string without its quotes, or a number, as it is in the text.
#[derive(Clone, Copy, Debug)]
pub struct Literal<'a> {
    raw: &'a [u8],
    escaped: bool,
}

impl<'a> Literal<'a> {
    /// Returns the bytes in the text, without quotes.
    #[must_use]
    pub fn raw(self) -> &'a [u8] {
        self.raw
    }

    /// Returns true if the unescaped literal equals a string.
    #[must_use]
    pub fn is(self, other: &str) -> bool {
        if self.escaped { self.unescape() == other } else { self.raw == other.as_bytes() }
    }

    /// Returns the unescaped string. Half a surrogate pair becomes U+FFFD.
    #[must_use]
    pub fn unescape(self) -> Cow<'a, str> {
        if !self.escaped {
            return Cow::Borrowed(std::str::from_utf8(self.raw).unwrap_or_default());
        }
        let mut text = Vec::with_capacity(self.raw.len());
        let mut rest = self.raw;
        while let [byte, after @ ..] = rest {
            rest = after;
            if *byte != b'\\' {
                text.push(*byte);
                continue;
            }
            let [escape, after @ ..] = rest else { break };
            rest = after;
            text.push(match escape {
                b'b' => 0x08,
                b'f' => 0x0C,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'u' => {
                    rest = push_code_point(&mut text, rest);
                    continue;
                }
                other => *other,
            });
        }
        Cow::Owned(String::from_utf8(text).unwrap_or_default())
    }
}

/// Reads the digits of `\uXXXX`, and the second half of a surrogate pair.
fn push_code_point<'a>(text: &mut Vec<u8>, rest: &'a [u8]) -> &'a [u8] {
    let Some((first, rest)) = unit(rest) else {
        return rest;
    };
    let pair = rest.strip_prefix(b"\\u").and_then(unit).and_then(|(second, rest)| {
        let char = char::decode_utf16([first, second]).next()?.ok()?;
        (char.len_utf16() == 2).then_some((char, rest))
    });
    let (char, rest) = pair
        .unwrap_or((char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER), rest));
    text.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
    rest
}

fn unit(text: &[u8]) -> Option<(u16, &[u8])> {
    let (digits, rest) = text.split_at_checked(4)?;
    let value = digits
        .iter()
        .try_fold(0_u32, |value, digit| Some(value << 4 | char::from(*digit).to_digit(16)?));
    Some((u16::try_from(value?).ok()?, rest))
}

/// A position in a JSON text.
#[derive(Clone, Debug)]
pub struct Scanner<'a> {
    rest: &'a [u8],
    depth: u8,
}

impl<'a> Scanner<'a> {
    /// Starts at the beginning of a text.
    #[must_use]
    pub fn new(json: &'a [u8]) -> Self {
        Self { rest: json, depth: 0 }
    }

    /// Returns the unread rest.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Returns the kind of the next value.
    #[inline(never)]
    pub fn kind(&mut self) -> Result<Kind> {
        self.next_kind()
    }

    /// Like [`Self::kind`], in a hot loop.
    #[inline(always)]
    pub fn next_kind(&mut self) -> Result<Kind> {
        self.skip_space();
        match self.rest {
            [b'"', ..] => Ok(Kind::String),
            [b'{', ..] => Ok(Kind::Object),
            [b'[', ..] => Ok(Kind::Array),
            [b'-' | b'0'..=b'9', ..] => Ok(Kind::Number),
            [b't' | b'f', ..] => Ok(Kind::Boolean),
            [b'n', ..] => Ok(Kind::Null),
            _ => Err(self.fault()),
        }
    }

    /// Reads the bracket that opens an array or an object.
    pub fn open(&mut self) -> Result<Items> {
        self.depth =
            self.depth.checked_add(1).filter(|depth| *depth <= MAX_DEPTH).ok_or(Fault::Depth)?;
        match self.rest {
            [b'{' | b'[', rest @ ..] => {
                self.rest = rest;
                Ok(Items { first: true })
            }
            _ => Err(self.fault()),
        }
    }

    /// Reads up to the next element of an array, or past its end.
    pub fn next_element(&mut self, items: &mut Items) -> Result<bool> {
        self.advance(items, b']')
    }

    /// Reads the next key of an object with its colon, if the key is `name`. Call [`Self::next_item`]
    /// before.
    #[inline(always)]
    pub fn next_key_is(&mut self, name: &str) -> bool {
        let rest = self.rest.strip_prefix(b"\"").and_then(|key| after(key, name.as_bytes()));
        let Some([b'"', b':', rest @ ..]) = rest else { return false };
        self.rest = rest;
        true
    }

    /// Reads the next key of an object with its colon, or past the object's end.
    pub fn next_key(&mut self, items: &mut Items) -> Result<Option<Literal<'a>>> {
        if self.advance(items, b'}')? { self.key().map(Some) } else { Ok(None) }
    }

    /// Reads a key with its colon.
    pub fn key(&mut self) -> Result<Literal<'a>> {
        let key = self.string()?;
        self.skip_space();
        self.byte(b':')?;
        Ok(key)
    }

    #[inline(never)]
    fn advance(&mut self, items: &mut Items, close: u8) -> Result<bool> {
        self.next_item(items, close)
    }

    /// Reads up to the next item of an array or object, or past the bracket that closes it. For a hot loop.
    #[inline(always)]
    pub fn next_item(&mut self, items: &mut Items, close: u8) -> Result<bool> {
        self.skip_space();
        if let [byte, rest @ ..] = self.rest
            && *byte == close
        {
            self.rest = rest;
            self.depth = self.depth.saturating_sub(1);
            return Ok(false);
        }
        if !std::mem::take(&mut items.first) {
            self.byte(b',')?;
            self.skip_space();
        }
        Ok(true)
    }

    /// Reads a string.
    pub fn string(&mut self) -> Result<Literal<'a>> {
        self.byte(b'"')?;
        let start = self.rest;
        let mut escaped = false;
        loop {
            self.rest = skip_plain(self.rest);
            match self.rest {
                [b'"', rest @ ..] => {
                    let raw = up_to(start, self.rest);
                    self.rest = rest;
                    return Ok(Literal { raw, escaped });
                }
                [] => return Err(Fault::End),
                _ => {
                    escaped = true;
                    self.escape()?;
                }
            }
        }
    }

    fn escape(&mut self) -> Result<()> {
        self.rest = match self.rest {
            [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', rest @ ..] => rest,
            [b'\\', b'u', rest @ ..] => {
                let digits =
                    rest.iter().take(4).take_while(|byte| byte.is_ascii_hexdigit()).count();
                self.rest = rest.get(digits..).unwrap_or_default();
                return if digits == 4 { Ok(()) } else { Err(self.fault()) };
            }
            [b'\\'] => return Err(Fault::End),
            _ => return Err(Fault::Byte),
        };
        Ok(())
    }

    /// Reads a number.
    pub fn number(&mut self) -> Result<Literal<'a>> {
        let start = self.rest;
        if let [b'-', rest @ ..] = self.rest {
            self.rest = rest;
        }
        if let [b'0', rest @ ..] = self.rest {
            self.rest = rest;
        } else {
            self.digits()?;
        }
        if let [b'.', rest @ ..] = self.rest {
            self.rest = rest;
            self.digits()?;
        }
        if let [b'e' | b'E', rest @ ..] = self.rest {
            self.rest = rest;
            if let [b'+' | b'-', rest @ ..] = self.rest {
                self.rest = rest;
            }
            self.digits()?;
        }
        Ok(Literal { raw: up_to(start, self.rest), escaped: false })
    }

    fn digits(&mut self) -> Result<()> {
        let digits = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.rest = self.rest.get(digits..).unwrap_or_default();
        if digits == 0 { Err(self.fault()) } else { Ok(()) }
    }

    /// Reads a value of any kind and depth, and returns its text.
    pub fn skip(&mut self) -> Result<&'a [u8]> {
        let depth = self.depth;
        self.skip_space();
        let start = self.rest;
        // The brackets that close the arrays and objects around the position.
        let mut closing = Vec::new();
        loop {
            let kind = self.kind()?;
            match (kind, self.rest) {
                (Kind::String, _) => self.string().map(drop)?,
                (Kind::Number, _) => self.number().map(drop)?,
                (Kind::Boolean, [b't', ..]) => self.word(b"true")?,
                (Kind::Boolean, _) => self.word(b"false")?,
                (Kind::Null, _) => self.word(b"null")?,
                (Kind::Array | Kind::Object, opening) => {
                    closing.push(if kind == Kind::Array { b']' } else { b'}' });
                    self.rest = opening.get(1..).unwrap_or_default();
                }
            }
            let mut items = Items { first: matches!(kind, Kind::Array | Kind::Object) };
            loop {
                let Some(close) = closing.last() else {
                    self.depth = depth;
                    return Ok(up_to(start, self.rest));
                };
                if self.advance(&mut items, *close)? {
                    if *close == b'}' {
                        self.key()?;
                    }
                    break;
                }
                closing.pop();
                items.first = false;
            }
        }
    }

    /// Returns true if the next array or object may not be opened.
    #[must_use]
    pub fn is_deep(&self) -> bool {
        self.depth >= MAX_DEPTH
    }

    /// Reads to the end of the text, where only white space may be left.
    pub fn end(&mut self) -> Result<()> {
        self.skip_space();
        if self.rest.is_empty() { Ok(()) } else { Err(Fault::Byte) }
    }

    fn word(&mut self, word: &[u8]) -> Result<()> {
        word.iter().try_for_each(|byte| self.byte(*byte))
    }

    #[inline(always)]
    fn byte(&mut self, expected: u8) -> Result<()> {
        match self.rest {
            [byte, rest @ ..] if *byte == expected => {
                self.rest = rest;
                Ok(())
            }
            _ => Err(self.fault()),
        }
    }

    #[inline(always)]
    fn skip_space(&mut self) {
        while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    fn fault(&self) -> Fault {
        if self.rest.is_empty() { Fault::End } else { Fault::Byte }
    }
}

/// Strips a prefix. It compares keys faster than a call of `memcmp`, because most keys are short.
#[inline(always)]
fn after<'a>(mut text: &'a [u8], mut start: &[u8]) -> Option<&'a [u8]> {
    while let Some((word, start_rest)) = start.split_first_chunk::<8>() {
        let (found, rest) = text.split_first_chunk::<8>()?;
        if u64::from_le_bytes(*found) != u64::from_le_bytes(*word) {
            return None;
        }
        (text, start) = (rest, start_rest);
    }
    while let [byte, start_rest @ ..] = start {
        let [found, rest @ ..] = text else { return None };
        if found != byte {
            return None;
        }
        (text, start) = (rest, start_rest);
    }
    Some(text)
}

/// Skips the bytes of a string that need no unescaping, eight at a time, which is three times as fast as
/// one at a time.
#[inline(always)]
fn skip_plain(mut text: &[u8]) -> &[u8] {
    while let Some((word, rest)) = text.split_first_chunk() {
        let special = special(u64::from_le_bytes(*word));
        if special != 0 {
            let plain = special.trailing_zeros() / 8;
            return usize::try_from(plain)
                .ok()
                .and_then(|plain| text.get(plain..))
                .unwrap_or_default();
        }
        text = rest;
    }
    while let [byte, rest @ ..] = text
        && !matches!(byte, b'"' | b'\\' | 0..=0x1F)
    {
        text = rest;
    }
    text
}

/// Returns the highest bit of each byte that is a quote, a backslash or a control character. A borrow may
/// also set it in bytes above the lowest one.
#[inline(always)]
fn special(word: u64) -> u64 {
    const EACH: u64 = u64::MAX / 0xFF;
    let below = |word: u64, bound: u64| word.wrapping_sub(EACH.wrapping_mul(bound)) & !word;
    let is = |byte: u8| below(word ^ EACH.wrapping_mul(u64::from(byte)), 1);
    (is(b'"') | is(b'\\') | below(word, 0x20)) & EACH.wrapping_mul(0x80)
}

/// Position in an array or object.
#[derive(Debug)]
pub struct Items {
    first: bool,
}

/// Returns the part of `text` before its end `rest`.
fn up_to<'a>(text: &'a [u8], rest: &[u8]) -> &'a [u8] {
    text.get(..text.len().saturating_sub(rest.len())).unwrap_or_default()
}
