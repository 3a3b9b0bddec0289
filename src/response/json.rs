//! JSON as RFC 8259 has it, nothing more: no comments, no trailing commas, no control characters in strings.

#![expect(
    clippy::option_option,
    reason = "the outer one ends the reading, as everywhere here"
)]
#![expect(
    clippy::inline_always,
    reason = "most of an answer's time is spent here, and the module is built for size, which inlines next to nothing"
)]

use alloc::borrow::Cow;
use alloc::string::String;

use super::{MAX_DEPTH, Reason, text_of};
use crate::scan::{begins, plain};

/// Whether `body` is one JSON value of any kind and nothing else. A byte order mark in front is put up with.
///
/// # Errors
/// What is wrong with it: [`Reason::Truncated`] where it ends too early, [`Reason::TooDeep`], [`Reason::TooLarge`],
/// [`Reason::NotUtf8`], [`Reason::Empty`] or [`Reason::Malformed`].
pub fn validate(body: &[u8]) -> Result<(), Reason> {
    check(text_of(body)?, u32::MAX)
}

/// The same of a text, which may have so many values.
pub(super) fn check(text: &str, values: u32) -> Result<(), Reason> {
    let mut reader = Reader::new(text, MAX_DEPTH, values);
    match reader.skip().and_then(|()| reader.end()) {
        Some(()) => Ok(()),
        None => Err(reader.fault),
    }
}

/// Goes through a text value by value. Each step gives nothing where the text is wrong, and the reason is kept aside: what
/// a step returns is looked at all the time, the reason once.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub text: &'a str,
    pub at: usize,
    /// How many levels deeper it may go.
    pub depth: u8,
    /// How many more values there may be.
    pub values: u32,
    pub fault: Reason,
}

impl<'a> Reader<'a> {
    pub const fn new(text: &'a str, depth: u8, values: u32) -> Self {
        Self {
            text,
            at: 0,
            depth,
            values,
            fault: Reason::Malformed,
        }
    }

    /// Passes over one value. The recursion ends with the depth.
    pub fn skip(&mut self) -> Option<()> {
        self.count()?;
        match self.peek() {
            Some(b'"') => self.string(),
            Some(open @ (b'{' | b'[')) => {
                self.enter()?;
                let mut first = true;
                while self.more(open, first)? {
                    first = false;
                    if open == b'{' {
                        self.string()?;
                        self.colon()?;
                    }
                    self.skip()?;
                }
                Some(())
            }
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            _ => self.number(),
        }
    }

    /// Passes over an object; gives where the value of its last member of that name begins.
    pub fn find(&mut self, name: &str) -> Option<Option<usize>> {
        let mut found = None;
        self.enter()?;
        let mut first = true;
        while self.more(b'{', first)? {
            first = false;
            let start = self.at;
            self.string()?;
            let is_it = is_named(unquoted(self.since(start)), name);
            self.colon()?;
            if is_it {
                found = Some(self.at);
            }
            self.skip()?;
        }
        Some(found)
    }

    /// Passes over what opens a list or an object.
    pub fn enter(&mut self) -> Option<()> {
        let Some(depth) = self.depth.checked_sub(1) else {
            return self.fail(Reason::TooDeep);
        };
        self.depth = depth;
        self.at += 1;
        Some(())
    }

    /// Passes over this name, if it stands here.
    #[inline(always)]
    pub fn take_name(&mut self, name: &str) -> bool {
        let rest = self.rest();
        let [b'"', inside @ ..] = rest else {
            return false;
        };
        let is_here = inside.get(name.len()) == Some(&b'"') && begins(inside, name.as_bytes());
        if is_here {
            self.at += name.len() + 2;
        }
        is_here
    }

    /// [`Reader::more`] where nothing but the comma stands between two of them, which is the rule.
    #[inline(always)]
    pub fn more_or(&mut self, open: u8, first: bool) -> Option<bool> {
        if let [b',', after, ..] = self.rest()
            && *after > b' '
            && !first
        {
            self.at += 1;
            return Some(true);
        }
        self.more(open, first)
    }

    /// Passes over what separates one member from the next, if that has this name and nothing else stands between.
    pub fn take_next(&mut self, name: &str) -> bool {
        let start = self.at;
        let is_next = self.take(b',') && self.take_name(name) && self.take(b':');
        if !is_next {
            self.at = start;
        }
        is_next
    }

    /// Whether one more stands in the list or object that `open` opened: passes over the comma before it, or over what
    /// closes the whole.
    pub fn more(&mut self, open: u8, first: bool) -> Option<bool> {
        self.space();
        // In ASCII, what closes stands two after what opens.
        if self.take(open + 2) {
            self.depth += 1;
            return Some(false);
        }
        if !first {
            self.expect(b',')?;
            self.space();
        }
        Some(true)
    }

    /// Passes over what stands between a name and its value.
    pub fn colon(&mut self) -> Option<()> {
        self.space();
        self.expect(b':')?;
        self.space();
        Some(())
    }

    /// [`Reader::colon`] where nothing but the colon stands there, which is the rule.
    #[inline(always)]
    pub fn colon_or(&mut self) -> Option<()> {
        if let [b':', after, ..] = self.rest()
            && *after > b' '
        {
            self.at += 1;
            return Some(());
        }
        self.colon()
    }

    /// Passes over white space, after which nothing may follow.
    pub fn end(&mut self) -> Option<()> {
        self.space();
        match self.peek() {
            None => Some(()),
            Some(_) => self.fail(Reason::Malformed),
        }
    }

    /// Passes over a string with its quotes.
    pub fn string(&mut self) -> Option<()> {
        self.expect(b'"')?;
        loop {
            self.at += plain(self.rest(), false);
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                // Neither may a control character stand here.
                _ => return self.wrong(),
            }
        }
        self.at += 1;
        Some(())
    }

    fn escape(&mut self) -> Option<()> {
        self.at += 1;
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    match self.peek() {
                        Some(byte) if byte.is_ascii_hexdigit() => self.at += 1,
                        _ => return self.wrong(),
                    }
                }
            }
            _ => return self.wrong(),
        }
        Some(())
    }

    fn number(&mut self) -> Option<()> {
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
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start {
            return self.wrong();
        }
        Some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        for byte in word.as_bytes() {
            self.expect(*byte)?;
        }
        Some(())
    }

    #[inline(always)]
    pub fn count(&mut self) -> Option<()> {
        match self.values.checked_sub(1) {
            Some(values) => self.values = values,
            None => return self.fail(Reason::TooLarge),
        }
        Some(())
    }

    #[inline(always)]
    pub fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    #[inline(always)]
    pub fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline(always)]
    pub fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    pub fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    #[inline(always)]
    pub fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    #[inline(always)]
    pub fn expect(&mut self, byte: u8) -> Option<()> {
        if self.take(byte) {
            Some(())
        } else {
            self.wrong()
        }
    }

    /// What stands here cannot stay: the text ended, or it is something else.
    #[cold]
    #[inline(never)]
    fn wrong<T>(&mut self) -> Option<T> {
        self.fail(match self.peek() {
            None => Reason::Truncated,
            Some(_) => Reason::Malformed,
        })
    }

    fn fail<T>(&mut self, reason: Reason) -> Option<T> {
        self.fault = reason;
        None
    }
}

/// Whether `raw`, with its escapes, says `name`.
pub(super) fn is_named(raw: &str, name: &str) -> bool {
    raw == name || backslash(raw).is_some() && decode(raw) == name
}

/// A string without its quotes.
pub(super) fn unquoted(text: &str) -> &str {
    text.get(1..text.len().saturating_sub(1))
        .unwrap_or_default()
}

/// Whether a string, quotes included, is white space and nothing else.
pub(super) fn is_blank(quoted: &str) -> bool {
    decode(unquoted(quoted)).trim_ascii().is_empty()
}

/// Decodes what stands between the quotes of a valid string. Half a surrogate pair, which UTF-8 cannot hold, becomes
/// U+FFFD.
pub(super) fn decode(raw: &str) -> Cow<'_, str> {
    let Some(mut at) = backslash(raw) else {
        return Cow::Borrowed(raw);
    };
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
        at = backslash(rest).unwrap_or(rest.len());
    }
    Cow::Owned(decoded)
}

fn backslash(text: &str) -> Option<usize> {
    text.bytes().position(|byte| byte == b'\\')
}

/// Four hexadecimal digits, and what follows them.
fn code_unit(text: &str) -> (u32, &str) {
    match text.split_at_checked(4) {
        Some((digits, rest)) => (number(digits.as_bytes(), 16).unwrap_or(0xFFFD), rest),
        None => (0xFFFD, ""),
    }
}

/// A number of digits and nothing else. The standard library's reader would let a sign pass, and takes more room.
pub(super) fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let mut number = 0_u32;
    for digit in digits {
        let digit = char::from(*digit).to_digit(radix)?;
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
