//! Parameters as one flat run of bytes: the form in which they cross from JavaScript, and which Rust callers build.
//!
//! ```text
//! object = *( "k" text NUL value )            value = "s" text NUL | "n" text NUL | "t" | "f" | "z"
//!                                                   | "[" *value "]" | "{" object "}" | "!" | "?"
//! ```
//!
//! `s` is a string, `n` a number in decimal, `z` null, `!` a string that is no Unicode text (half of a surrogate pair)
//! and `?` a value of a type that has no place in a request. In a text, `\x01` `0` stands for NUL and `\x01` `1` for
//! `\x01`. The two sides agree on nothing but this, so what is wrong with a value is decided in one place.

use alloc::string::String;
use alloc::vec::Vec;

use crate::decimal::integer;
use crate::text::lossy;

/// Parameters of one call, in the order given.
#[derive(Debug, Clone, Default)]
pub struct Params {
    bytes: Vec<u8>,
}

impl Params {
    #[must_use]
    /// No parameters yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes over bytes of the flat form. Bytes that are not of that form are found when they are read.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    #[must_use]
    /// The flat form.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Adds a string.
    #[must_use]
    pub fn text(mut self, name: &str, value: &str) -> Self {
        self.add_text(name, value);
        self
    }

    /// Adds a string in place.
    #[doc(hidden)]
    pub fn add_text(&mut self, name: &str, value: &str) {
        self.name(name);
        write_text(b's', value, &mut self.bytes);
    }

    /// Adds an integer.
    #[must_use]
    pub fn integer(mut self, name: &str, value: i64) -> Self {
        self.name(name);
        write_text(b'n', &integer(value), &mut self.bytes);
        self
    }

    /// Adds a boolean.
    #[must_use]
    pub fn boolean(mut self, name: &str, value: bool) -> Self {
        self.name(name);
        self.bytes.push(if value { b't' } else { b'f' });
        self
    }

    /// Adds a list of strings.
    #[must_use]
    pub fn texts<'a>(mut self, name: &str, values: impl IntoIterator<Item = &'a str>) -> Self {
        self.name(name);
        self.bytes.push(b'[');
        for value in values {
            write_text(b's', value, &mut self.bytes);
        }
        self.bytes.push(b']');
        self
    }

    /// Adds a list of objects.
    #[must_use]
    pub fn objects(mut self, name: &str, values: impl IntoIterator<Item = Self>) -> Self {
        self.name(name);
        self.bytes.push(b'[');
        for value in values {
            self.bytes.push(b'{');
            self.bytes.extend_from_slice(&value.bytes);
            self.bytes.push(b'}');
        }
        self.bytes.push(b']');
        self
    }

    /// Adds a value that is in the flat form already.
    #[doc(hidden)]
    pub fn raw(&mut self, name: &str, value: &[u8]) {
        self.name(name);
        self.bytes.extend_from_slice(value);
    }

    /// Whether a parameter of this name is given at the top.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.top(name).is_some()
    }

    /// Whether the boolean of this name is given as true, or as text that the service reads as true.
    #[must_use]
    pub fn is_true(&self, name: &str) -> bool {
        match self.top(name) {
            Some(Token::Boolean(value)) => value,
            Some(Token::Text(text)) => text.eq_ignore_ascii_case(b"true"),
            _ => false,
        }
    }

    /// The string of this name.
    #[must_use]
    pub fn get_text(&self, name: &str) -> Option<String> {
        self.top(name).and_then(optional_text).flatten()
    }

    /// How many values there are of this name: the items of its list, or those under numbered names (`Name.1`).
    #[doc(hidden)]
    #[must_use]
    pub fn count(&self, name: &str) -> usize {
        let mut reader = Reader::new(&self.bytes);
        let mut count = 0;
        while let Some(Token::Key(key)) = reader.next() {
            let Some(value) = reader.next() else { break };
            if !key.starts_with(name.as_bytes()) {
                reader.skip_value(&value);
            } else if let Token::ListStart = value {
                while let Some(item) = reader.next() {
                    if let Token::ListEnd = item {
                        break;
                    }
                    reader.skip_value(&item);
                    count += 1;
                }
            } else {
                reader.skip_value(&value);
                count += 1;
            }
        }
        count
    }

    /// Takes back what was added since there were so many bytes.
    #[doc(hidden)]
    pub fn cut(&mut self, len: usize) {
        self.bytes.truncate(len);
    }

    /// The string or the number of this name, as it is written.
    #[must_use]
    pub fn get_scalar(&self, name: &str) -> Option<String> {
        match self.top(name) {
            Some(Token::Number(number)) => Some(lossy(number)),
            value => value.and_then(optional_text).flatten(),
        }
    }

    fn top(&self, name: &str) -> Option<Token<'_>> {
        member(&self.bytes, name)
    }

    fn name(&mut self, name: &str) {
        write_text(b'k', name, &mut self.bytes);
    }
}

fn write_text(tag: u8, text: &str, out: &mut Vec<u8>) {
    out.push(tag);
    for byte in text.bytes() {
        match byte {
            0 => out.extend_from_slice(&[1, b'0']),
            1 => out.extend_from_slice(&[1, b'1']),
            _ => out.push(byte),
        }
    }
    out.push(0);
}

/// A piece of the flat form. Texts are as they are written there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// A name, which a value follows.
    Key(&'a [u8]),
    /// A string.
    Text(&'a [u8]),
    /// A number, in decimal.
    Number(&'a [u8]),
    /// A boolean.
    Boolean(bool),
    /// A null.
    Null,
    /// A string that is no Unicode text.
    IllFormedText,
    /// A value of a type that has no place in a request.
    Unsendable,
    /// Before the items of a list.
    ListStart,
    /// After them.
    ListEnd,
    /// Before the names and values of an object.
    ObjectStart,
    /// After them.
    ObjectEnd,
}

/// Reads the flat form. Texts come with their escapes; see [`unescape`].
#[derive(Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Reader<'a> {
    type Item = Token<'a>;

    /// The next token; none at the end, and at anything that is not of the form. Then that stays where it is.
    fn next(&mut self) -> Option<Token<'a>> {
        let start = self.rest;
        let token = self.token();
        if token.is_none() {
            self.rest = start;
        }
        token
    }
}

impl<'a> Reader<'a> {
    /// Begins at the first of the bytes.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What was not read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether everything was read.
    pub fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    fn token(&mut self) -> Option<Token<'a>> {
        let (&tag, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(match tag {
            b'k' => Token::Key(self.text()?),
            b's' => Token::Text(self.text()?),
            b'n' => Token::Number(self.text()?),
            b't' => Token::Boolean(true),
            b'f' => Token::Boolean(false),
            b'z' => Token::Null,
            b'!' => Token::IllFormedText,
            b'?' => Token::Unsendable,
            b'[' => Token::ListStart,
            b']' => Token::ListEnd,
            b'{' => Token::ObjectStart,
            b'}' => Token::ObjectEnd,
            _ => return None,
        })
    }

    /// Skips what is left of a value whose first token was read.
    pub fn skip_value(&mut self, first: &Token<'_>) {
        let mut depth = usize::from(matches!(first, Token::ListStart | Token::ObjectStart));
        while depth > 0 {
            match self.next() {
                Some(Token::ListStart | Token::ObjectStart) => depth += 1,
                Some(Token::ListEnd | Token::ObjectEnd) => depth -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        let end = self.rest.iter().position(|&byte| byte == 0)?;
        let (text, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest.get(1..)?;
        Some(text)
    }
}

/// Appends a text without its escapes.
pub fn unescape(mut text: &[u8], out: &mut Vec<u8>) {
    while let Some(at) = text.iter().position(|&byte| byte == 1) {
        let (before, escape) = text.split_at_checked(at).unwrap_or_default();
        out.extend_from_slice(before);
        out.push(u8::from(escape.get(1) != Some(&b'0')));
        text = escape.get(2..).unwrap_or_default();
    }
    out.extend_from_slice(text);
}

/// What the value of this name begins with, at the top of bytes in the flat form.
#[must_use]
pub fn member<'a>(bytes: &'a [u8], name: &str) -> Option<Token<'a>> {
    let mut reader = Reader::new(bytes);
    while let Some(Token::Key(key)) = reader.next() {
        let value = reader.next()?;
        if key == name.as_bytes() {
            return Some(value);
        }
        reader.skip_value(&value);
    }
    None
}

/// Reads texts, or nulls, off the front of bytes in the flat form; gives the rest.
pub fn head<'a>(bytes: &'a [u8], texts: &mut [Option<String>]) -> Option<&'a [u8]> {
    let mut reader = Reader::new(bytes);
    for text in texts {
        *text = optional_text(reader.next()?)?;
    }
    Some(reader.rest())
}

/// Reads texts up to the end, or up to the first value that is none.
#[must_use]
pub fn texts(bytes: &[u8]) -> Vec<String> {
    let mut reader = Reader::new(bytes);
    let mut texts = Vec::new();
    while let Some(Some(text)) = reader.next().and_then(optional_text) {
        texts.push(text);
    }
    texts
}

/// Neither a text nor null: none.
#[expect(clippy::option_option, reason = "null is not the same as no text")]
fn optional_text(token: Token<'_>) -> Option<Option<String>> {
    match token {
        Token::Null => Some(None),
        Token::Text(text) => {
            let mut out = Vec::with_capacity(text.len());
            unescape(text, &mut out);
            String::from_utf8(out).ok().map(Some)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn top_level_parameters_are_found_past_nested_ones_of_the_same_name() {
        let params = Params::new()
            .objects("Tag", [Params::new().boolean("DryRun", true)])
            .text("Name", "x")
            .boolean("DryRun", false);
        assert!(params.has("DryRun") && params.has("Name") && !params.has("Key"));
        assert!(!params.is_true("DryRun"));
    }

    #[test]
    fn texts_may_hold_the_bytes_that_the_form_uses() {
        let text = "a\0b\u{1}0\u{1}";
        let params = Params::new().text("k", text);
        let mut reader = Reader::new(params.as_bytes());
        assert_eq!(reader.next(), Some(Token::Key(b"k")));
        let Some(Token::Text(escaped)) = reader.next() else {
            panic!("a text")
        };
        let mut out = Vec::new();
        unescape(escaped, &mut out);
        assert_eq!(out, text.as_bytes());
        assert_eq!(reader.next(), None);
    }

    #[test]
    fn bytes_that_are_not_of_the_form_end_the_reading() {
        for bytes in [&b"x"[..], b"kname", b"s", b"[[", b"k\0\xff"] {
            let mut reader = Reader::new(bytes);
            let mut tokens = 0;
            while reader.next().is_some() {
                tokens += 1;
            }
            assert!(tokens <= bytes.len());
        }
    }
}
