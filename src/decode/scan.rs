//! A reader of JSON text that keeps nothing: it moves over bytes and says where they break the
//! grammar. It accepts what `JSON.parse` accepts, up to [`MAX_DEPTH`] levels of nesting.

use std::borrow::Cow;

/// How deep arrays and objects may nest. The walk is recursive, and a body must not be able to
/// exhaust the stack of the wasm instance.
pub(crate) const MAX_DEPTH: u8 = 128;

/// What is wrong with a text that is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It ends in the middle.
    End,
    /// A byte stands where the grammar has no place for it.
    Byte,
    /// It nests deeper than [`MAX_DEPTH`].
    Depth,
}

pub(crate) type Result<T> = std::result::Result<T, Fault>;

/// The kind of a JSON value, known from its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Boolean,
    Number,
    Text,
    Array,
    Object,
}

/// A string as it stands between its quotes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'a> {
    raw: &'a [u8],
    escaped: bool,
}

impl<'a> Text<'a> {
    /// Whether it stands for this string.
    pub(crate) fn is(self, other: &str) -> bool {
        if self.escaped { self.unescape() == other } else { self.raw == other.as_bytes() }
    }

    /// The string that it stands for. Half a surrogate pair, which no Rust string holds, becomes
    /// U+FFFD.
    pub(crate) fn unescape(self) -> Cow<'a, str> {
        let Ok(raw) = std::str::from_utf8(self.raw) else {
            return String::from_utf8_lossy(self.raw);
        };
        if !self.escaped {
            return Cow::Borrowed(raw);
        }
        let mut text = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((plain, escape)) = rest.split_once('\\') {
            text.push_str(plain);
            let mut after = escape.chars();
            match after.next() {
                Some('b') => text.push('\u{8}'),
                Some('f') => text.push('\u{c}'),
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some('t') => text.push('\t'),
                Some('u') => after = push_code_point(&mut text, after.as_str()).chars(),
                Some(other) => text.push(other),
                None => {}
            }
            rest = after.as_str();
        }
        text.push_str(rest);
        Cow::Owned(text)
    }
}

/// Reads the digits of `\uXXXX`, and the second half where two of them make a surrogate pair.
fn push_code_point<'a>(text: &mut String, rest: &'a str) -> &'a str {
    let unit = |text: &'a str| {
        let (digits, rest) = text.split_at_checked(4)?;
        u16::from_str_radix(digits, 16).ok().map(|unit| (unit, rest))
    };
    let Some((first, rest)) = unit(rest) else {
        return rest;
    };
    let pair = rest.strip_prefix("\\u").and_then(unit).and_then(|(second, rest)| {
        let char = char::decode_utf16([first, second]).next()?.ok()?;
        (char.len_utf16() == 2).then_some((char, rest))
    });
    let (char, rest) = pair
        .unwrap_or((char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER), rest));
    text.push(char);
    rest
}

/// Where the reading stands in a text.
#[derive(Clone, Debug)]
pub(crate) struct Scanner<'a> {
    rest: &'a [u8],
    depth: u8,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(json: &'a [u8]) -> Self {
        Self { rest: json, depth: 0 }
    }

    /// What has not been read.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The kind of the value that comes next.
    pub(crate) fn kind(&mut self) -> Result<Kind> {
        self.skip_space();
        match self.rest {
            [b'"', ..] => Ok(Kind::Text),
            [b'{', ..] => Ok(Kind::Object),
            [b'[', ..] => Ok(Kind::Array),
            [b'-' | b'0'..=b'9', ..] => Ok(Kind::Number),
            [b't' | b'f', ..] => Ok(Kind::Boolean),
            [b'n', ..] => Ok(Kind::Null),
            _ => Err(self.fault()),
        }
    }

    /// Reads the bracket that opens an array or an object.
    pub(crate) fn open(&mut self) -> Result<Items> {
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
    pub(crate) fn next_element(&mut self, items: &mut Items) -> Result<bool> {
        self.next_item(items, b']')
    }

    /// Reads the next key of an object with its colon, or past the object's end.
    pub(crate) fn next_key(&mut self, items: &mut Items) -> Result<Option<Text<'a>>> {
        if !self.next_item(items, b'}')? {
            return Ok(None);
        }
        let key = self.text()?;
        self.skip_space();
        self.byte(b':')?;
        Ok(Some(key))
    }

    fn next_item(&mut self, items: &mut Items, close: u8) -> Result<bool> {
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
    pub(crate) fn text(&mut self) -> Result<Text<'a>> {
        self.byte(b'"')?;
        let start = self.rest;
        let mut escaped = false;
        loop {
            let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1F);
            let plain = self.rest.iter().position(special).ok_or(Fault::End)?;
            self.rest = self.rest.get(plain..).unwrap_or_default();
            if let [b'"', rest @ ..] = self.rest {
                let raw = up_to(start, self.rest);
                self.rest = rest;
                return Ok(Text { raw, escaped });
            }
            escaped = true;
            self.escape()?;
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
    pub(crate) fn number(&mut self) -> Result<&'a [u8]> {
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
        Ok(up_to(start, self.rest))
    }

    fn digits(&mut self) -> Result<()> {
        let digits = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.rest = self.rest.get(digits..).unwrap_or_default();
        if digits == 0 { Err(self.fault()) } else { Ok(()) }
    }

    /// Reads a value whatever it is, and returns its text.
    pub(crate) fn skip(&mut self) -> Result<&'a [u8]> {
        let kind = self.kind()?;
        let start = self.rest;
        match kind {
            Kind::Text => self.text().map(drop)?,
            Kind::Number => self.number().map(drop)?,
            Kind::Boolean if start.first() == Some(&b't') => self.word(b"true")?,
            Kind::Boolean => self.word(b"false")?,
            Kind::Null => self.word(b"null")?,
            Kind::Array => {
                let mut items = self.open()?;
                while self.next_element(&mut items)? {
                    self.skip()?;
                }
            }
            Kind::Object => {
                let mut items = self.open()?;
                while self.next_key(&mut items)?.is_some() {
                    self.skip()?;
                }
            }
        }
        Ok(up_to(start, self.rest))
    }

    /// Reads to the end of the text, where only white space may be left.
    pub(crate) fn end(&mut self) -> Result<()> {
        self.skip_space();
        if self.rest.is_empty() { Ok(()) } else { Err(Fault::Byte) }
    }

    fn word(&mut self, word: &[u8]) -> Result<()> {
        word.iter().try_for_each(|byte| self.byte(*byte))
    }

    fn byte(&mut self, expected: u8) -> Result<()> {
        match self.rest {
            [byte, rest @ ..] if *byte == expected => {
                self.rest = rest;
                Ok(())
            }
            _ => Err(self.fault()),
        }
    }

    fn skip_space(&mut self) {
        while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    fn fault(&self) -> Fault {
        if self.rest.is_empty() { Fault::End } else { Fault::Byte }
    }
}

/// How far the reading of an array or object is.
#[derive(Debug)]
pub(crate) struct Items {
    first: bool,
}

/// The part of `text` before `rest`, which is its end.
fn up_to<'a>(text: &'a [u8], rest: &[u8]) -> &'a [u8] {
    text.get(..text.len().saturating_sub(rest.len())).unwrap_or_default()
}
