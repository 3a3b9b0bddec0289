//! JSON as RFC 8259 has it, nothing more: no comments, no trailing commas, no control characters in strings.

#![expect(
    clippy::inline_always,
    reason = "most of an answer's time is spent here, and the module is built for size, which inlines next to nothing"
)]

use alloc::borrow::Cow;
use alloc::string::String;

use super::tree::{Format, Kind, Tree};
use super::{MAX_DEPTH, Reason, text_of};
use crate::scan::plain;

/// Whether `body` is one JSON value of any kind and nothing else. A byte order mark in front is put up with.
///
/// # Errors
/// What is wrong with it: [`Reason::Truncated`] where it ends too early, [`Reason::TooDeep`], [`Reason::TooLarge`],
/// [`Reason::NotUtf8`], [`Reason::Empty`] or [`Reason::Malformed`].
pub fn validate(body: &[u8]) -> Result<(), Reason> {
    parse(text_of(body)?, false).map(drop)
}

/// Reads one value. With `keep` off the tree stays empty: only the verdict counts.
pub(super) fn parse(text: &str, keep: bool) -> Result<Tree<'_>, Reason> {
    let mut parser = Parser {
        text,
        at: 0,
        tree: Tree::new(Format::Json, text.len() / 24, keep),
    };
    parser.space();
    parser.value("", false, 0)?;
    parser.space();
    match parser.peek() {
        None => Ok(parser.tree),
        Some(_) => Err(Reason::Malformed),
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    tree: Tree<'a>,
}

impl<'a> Parser<'a> {
    /// One value, `depth` levels down. The recursion ends at [`MAX_DEPTH`].
    fn value(&mut self, name: &'a str, name_escaped: bool, depth: u8) -> Result<(), Reason> {
        let node = self.tree.open(name, name_escaped)?;
        let start = self.at;
        let kind = match self.peek() {
            Some(b'"') => {
                self.string()?;
                Kind::Quoted
            }
            Some(b'{') => {
                self.object(deeper(depth)?)?;
                Kind::Object
            }
            Some(b'[') => {
                self.array(deeper(depth)?)?;
                Kind::Array
            }
            Some(b't') => self.word("true", Kind::Boolean)?,
            Some(b'f') => self.word("false", Kind::Boolean)?,
            Some(b'n') => self.word("null", Kind::Null)?,
            _ => {
                self.number()?;
                Kind::Number
            }
        };
        let text = self.since(start);
        self.tree.close(node, kind, text);
        Ok(())
    }

    fn object(&mut self, depth: u8) -> Result<(), Reason> {
        self.at += 1;
        self.space();
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            let start = self.at + 1;
            let escaped = self.string()?;
            // The quote that closed it is not part of the name.
            let name = self.text.get(start..self.at - 1).unwrap_or_default();
            self.space();
            self.expect(b':')?;
            self.space();
            self.value(name, escaped, depth)?;
            self.space();
            if self.take(b'}') {
                return Ok(());
            }
            self.expect(b',')?;
            self.space();
        }
    }

    fn array(&mut self, depth: u8) -> Result<(), Reason> {
        self.at += 1;
        self.space();
        if self.take(b']') {
            return Ok(());
        }
        loop {
            self.value("", false, depth)?;
            self.space();
            if self.take(b']') {
                return Ok(());
            }
            self.expect(b',')?;
            self.space();
        }
    }

    /// A string with its quotes; returns whether it has escapes.
    fn string(&mut self) -> Result<bool, Reason> {
        self.expect(b'"')?;
        let mut escaped = false;
        loop {
            self.at += plain(self.rest(), [b'"', b'\\']);
            if self.take(b'"') {
                return Ok(escaped);
            }
            // Neither may a control character stand here.
            self.expect(b'\\')?;
            escaped = true;
            match self.peek() {
                Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
                Some(b'u') => {
                    self.at += 1;
                    for _ in 0..4 {
                        match self.peek() {
                            Some(byte) if byte.is_ascii_hexdigit() => self.at += 1,
                            _ => return Err(self.wrong()),
                        }
                    }
                }
                _ => return Err(self.wrong()),
            }
        }
    }

    fn number(&mut self) -> Result<(), Reason> {
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            if !self.take(b'+') {
                self.take(b'-');
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Reason> {
        let rest = self.rest();
        let count = rest
            .iter()
            .position(|byte| !byte.is_ascii_digit())
            .unwrap_or(rest.len());
        if count == 0 {
            return Err(self.wrong());
        }
        self.at += count;
        Ok(())
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<Kind, Reason> {
        for byte in word.bytes() {
            self.expect(byte)?;
        }
        Ok(kind)
    }

    #[inline(always)]
    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline(always)]
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    #[inline(always)]
    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    #[inline(always)]
    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    #[inline(always)]
    fn expect(&mut self, byte: u8) -> Result<(), Reason> {
        if self.take(byte) {
            Ok(())
        } else {
            Err(self.wrong())
        }
    }

    /// Why what stands here cannot stay: the text ended, or it is something else.
    fn wrong(&self) -> Reason {
        match self.peek() {
            None => Reason::Truncated,
            Some(_) => Reason::Malformed,
        }
    }
}

fn deeper(depth: u8) -> Result<u8, Reason> {
    if depth == MAX_DEPTH {
        Err(Reason::TooDeep)
    } else {
        Ok(depth + 1)
    }
}

/// A string without its quotes.
pub(super) fn unquoted(text: &str) -> &str {
    text.get(1..text.len().saturating_sub(1))
        .unwrap_or_default()
}

/// Decodes what stands between the quotes of a valid string. Half a surrogate pair, which UTF-8 cannot hold, becomes
/// U+FFFD.
pub(super) fn decode(raw: &str) -> Cow<'_, str> {
    let mut at = plain(raw.as_bytes(), [b'\\']);
    if at == raw.len() {
        return Cow::Borrowed(raw);
    }
    let mut decoded = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((text, escape)) = rest.split_at_checked(at) {
        decoded.push_str(text);
        rest = escape.get(2..).unwrap_or_default();
        let Some(&letter) = escape.as_bytes().get(1) else {
            break;
        };
        decoded.push(match letter {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let (mut code, after) = code_unit(rest);
                rest = after;
                if let (0xD800..0xDC00, Some((low, after))) = (code, low_surrogate(rest)) {
                    code = 0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                    rest = after;
                }
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            // A quote, a backslash or a slash stands for itself.
            other => char::from(other),
        });
        at = plain(rest.as_bytes(), [b'\\']);
    }
    Cow::Owned(decoded)
}

/// Four hexadecimal digits, and what follows them.
fn code_unit(text: &str) -> (u32, &str) {
    match text.split_at_checked(4) {
        Some((digits, rest)) => (number(digits, 16).unwrap_or(0xFFFD), rest),
        None => (0xFFFD, ""),
    }
}

/// A number of digits and nothing else. The standard library's reader would let a sign pass, and takes more room.
pub(super) fn number(digits: &str, radix: u32) -> Option<u32> {
    let mut number = 0_u32;
    for digit in digits.bytes() {
        let digit = char::from(digit).to_digit(radix)?;
        number = number.checked_mul(radix)?.checked_add(digit)?;
    }
    (!digits.is_empty()).then_some(number)
}

fn low_surrogate(text: &str) -> Option<(u32, &str)> {
    let (low, rest) = code_unit(text.strip_prefix("\\u")?);
    (0xDC00..0xE000).contains(&low).then_some((low, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_comes_out_of_quoting_and_decoding_as_it_went_in() {
        for text in [
            "",
            "plain",
            "\"\\/\u{1}\u{1f}\n\r\t",
            "汉字 \u{1F600} \u{2028}",
        ] {
            let mut quoted = Vec::new();
            crate::json::string(text, &mut quoted);
            assert_eq!(validate(&quoted), Ok(()));
            let quoted = String::from_utf8(quoted).unwrap_or_default();
            assert_eq!(decode(unquoted(&quoted)), text);
        }
    }

    #[test]
    fn escapes_decode_to_what_they_stand_for() {
        assert_eq!(decode(r"\b\f\n\r\t\/\\\u0041"), "\u{8}\u{c}\n\r\t/\\A");
        assert_eq!(decode(r"\ud83d\ude00"), "\u{1F600}");
    }

    #[test]
    fn half_a_surrogate_pair_decodes_to_the_replacement_character() {
        assert_eq!(decode(r"\ud83d"), "\u{FFFD}");
        assert_eq!(decode(r"\ud83dx"), "\u{FFFD}x");
        assert_eq!(decode(r"\ud83d\u0041"), "\u{FFFD}A");
        assert_eq!(decode(r"\ude00\ud83d"), "\u{FFFD}\u{FFFD}");
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |levels: usize| ["[".repeat(levels), "]".repeat(levels)].concat();
        assert_eq!(validate(nested(64).as_bytes()), Ok(()));
        assert_eq!(validate(nested(65).as_bytes()), Err(Reason::TooDeep));
        assert_eq!(
            validate("[".repeat(1_000_000).as_bytes()),
            Err(Reason::TooDeep)
        );
    }

    #[test]
    fn the_reason_tells_a_cut_off_text_from_a_wrong_one() {
        for cut in [
            "{", "{\"a", "{\"a\"", "{\"a\":", "[1,", "tru", "-", "1.", "\"\\", "\"\\u12",
        ] {
            assert_eq!(validate(cut.as_bytes()), Err(Reason::Truncated), "{cut}");
        }
        for wrong in [
            "{]",
            "{\"a\" 1}",
            "[1 2]",
            "trux",
            "-a",
            "01",
            "\"\\x\"",
            "1 2",
            "'a'",
        ] {
            assert_eq!(
                validate(wrong.as_bytes()),
                Err(Reason::Malformed),
                "{wrong}"
            );
        }
    }
}
