//! A JSON scanner that builds nothing. It accepts the same texts as `JSON.parse`, up to [`MAX_DEPTH`]
//! levels of nesting. Every function returns `None` at a fault, which [`Scanner::fault`] names.

#![expect(
    clippy::inline_always,
    reason = "at opt-level z scanning takes twice as long without, for 300 bytes less"
)]

use std::borrow::Cow;
use std::slice::Iter;

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
    pub fn is(self, other: &[u8]) -> bool {
        if self.escaped { self.unescape().as_bytes() == other } else { self.raw == other }
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
                    let Some((char, after)) = code_point(rest) else { break };
                    rest = after;
                    text.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
                    continue;
                }
                other => *other,
            });
        }
        Cow::Owned(String::from_utf8(text).unwrap_or_default())
    }
}

/// Reads the digits of `\uXXXX`, and the second half of a surrogate pair.
fn code_point(text: &[u8]) -> Option<(char, &[u8])> {
    let (first, rest) = unit(text)?;
    let pair = || {
        let (second, rest) = unit(rest.strip_prefix(b"\\u")?)?;
        let (high, low) = (first.wrapping_sub(0xD800), second.wrapping_sub(0xDC00));
        (high < 0x400 && low < 0x400).then_some((0x1_0000 | high << 10 | low, rest))
    };
    let (code, rest) = pair().unwrap_or((first, rest));
    Some((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), rest))
}

fn unit(text: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = text.split_at_checked(4)?;
    let add = |value, digit: &u8| Some(value << 4 | char::from(*digit).to_digit(16)?);
    Some((digits.iter().try_fold(0, add)?, rest))
}

/// A position in a JSON text.
#[derive(Clone, Debug)]
pub struct Scanner<'a> {
    rest: Iter<'a, u8>,
    depth: u8,
}

impl<'a> Scanner<'a> {
    /// Starts at the beginning of a text.
    #[must_use]
    pub fn new(json: &'a [u8]) -> Self {
        Self { rest: json.iter(), depth: 0 }
    }

    /// Returns the unread rest.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.rest.as_slice()
    }

    /// Returns the kind of the next value.
    #[inline(never)]
    pub fn kind(&mut self) -> Option<Kind> {
        self.next_kind()
    }

    /// Like [`Self::kind`], in a hot loop.
    #[inline(always)]
    pub fn next_kind(&mut self) -> Option<Kind> {
        self.skip_space();
        Some(match self.peek()? {
            b'"' => Kind::String,
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            b'-' | b'0'..=b'9' => Kind::Number,
            b't' | b'f' => Kind::Boolean,
            b'n' => Kind::Null,
            _ => return None,
        })
    }

    /// Reads the bracket that opens an array or an object.
    pub fn open(&mut self) -> Option<Items> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH || !matches!(self.peek()?, b'{' | b'[') {
            return None;
        }
        self.rest.next();
        Some(Items { first: true })
    }

    /// Reads up to the next element of an array, or past its end.
    pub fn next_element(&mut self, items: &mut Items) -> Option<bool> {
        self.advance(items, b']')
    }

    /// Reads the next key of an object with its colon, if the key is `name`. Call [`Self::next_item`]
    /// before.
    #[inline(always)]
    pub fn next_key_is(&mut self, name: &[u8]) -> bool {
        let rest = self.rest().strip_prefix(b"\"").and_then(|key| after(key, name));
        let Some([b'"', b':', rest @ ..]) = rest else { return false };
        self.rest = rest.iter();
        true
    }

    /// Reads the next key of an object with its colon, or past the object's end.
    pub fn next_key(&mut self, items: &mut Items) -> Option<Option<Literal<'a>>> {
        if self.advance(items, b'}')? { self.key().map(Some) } else { Some(None) }
    }

    /// Reads a key with its colon.
    pub fn key(&mut self) -> Option<Literal<'a>> {
        let key = self.string()?;
        self.skip_space();
        self.byte(b':')?;
        Some(key)
    }

    #[inline(never)]
    fn advance(&mut self, items: &mut Items, close: u8) -> Option<bool> {
        self.next_item(items, close)
    }

    /// Reads up to the next item of an array or object, or past the bracket that closes it. For a hot loop.
    #[inline(always)]
    pub fn next_item(&mut self, items: &mut Items, close: u8) -> Option<bool> {
        self.skip_space();
        if self.byte(close).is_some() {
            self.depth = self.depth.saturating_sub(1);
            return Some(false);
        }
        if !std::mem::take(&mut items.first) {
            self.byte(b',')?;
            self.skip_space();
        }
        Some(true)
    }

    /// Reads a string.
    pub fn string(&mut self) -> Option<Literal<'a>> {
        self.byte(b'"')?;
        let start = self.rest();
        let mut escaped = false;
        loop {
            self.rest = skip_plain(self.rest()).iter();
            let end = self.rest();
            if self.byte(b'"').is_some() {
                return Some(Literal { raw: up_to(start, end), escaped });
            }
            self.byte(b'\\')?;
            escaped = true;
            if self.byte(b'u').is_some() {
                for _ in 0..4 {
                    self.peek().filter(u8::is_ascii_hexdigit)?;
                    self.rest.next();
                }
            } else {
                let is_escape = |byte: &u8| {
                    matches!(byte, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't')
                };
                self.peek().filter(is_escape)?;
                self.rest.next();
            }
        }
    }

    /// Reads a number.
    pub fn number(&mut self) -> Option<Literal<'a>> {
        let start = self.rest();
        self.byte(b'-');
        if self.byte(b'0').is_none() {
            self.digits()?;
        }
        if self.byte(b'.').is_some() {
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.rest.next();
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.rest.next();
            }
            self.digits()?;
        }
        Some(Literal { raw: up_to(start, self.rest()), escaped: false })
    }

    fn digits(&mut self) -> Option<()> {
        self.peek().filter(u8::is_ascii_digit)?;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.rest.next();
        }
        Some(())
    }

    /// Reads a value of any kind and depth, and returns its text.
    pub fn skip(&mut self) -> Option<&'a [u8]> {
        let depth = self.depth;
        self.skip_space();
        let start = self.rest();
        // The brackets that close the arrays and objects around the position.
        let mut closing = Vec::new();
        loop {
            let kind = self.kind()?;
            match kind {
                Kind::String => self.string().map(drop)?,
                Kind::Number => self.number().map(drop)?,
                Kind::Boolean if self.peek() == Some(b't') => self.word(b"true")?,
                Kind::Boolean => self.word(b"false")?,
                Kind::Null => self.word(b"null")?,
                Kind::Array | Kind::Object => {
                    closing.push(if kind == Kind::Array { b']' } else { b'}' });
                    self.rest.next();
                }
            }
            let mut items = Items { first: matches!(kind, Kind::Array | Kind::Object) };
            loop {
                let Some(close) = closing.last() else {
                    self.depth = depth;
                    return Some(up_to(start, self.rest()));
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
    pub fn end(&mut self) -> Option<()> {
        self.skip_space();
        self.peek().is_none().then_some(())
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        word.iter().try_for_each(|byte| self.byte(*byte))
    }

    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    #[inline(always)]
    fn byte(&mut self, expected: u8) -> Option<()> {
        (self.peek()? == expected).then(|| {
            self.rest.next();
        })
    }

    #[inline(always)]
    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.rest.next();
        }
    }

    /// Returns the fault at which the text stopped being JSON.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self.peek() {
            _ if self.depth > MAX_DEPTH => Fault::Depth,
            None => Fault::End,
            Some(_) => Fault::Byte,
        }
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
