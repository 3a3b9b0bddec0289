//! XML 1.0 as far as an answer needs it, and strict about that: elements, character data, references, CDATA, comments
//! and processing instructions.
//!
//! A document type declaration is refused and only the predefined entities exist, so nothing can be expanded and no
//! other resource can be named. Attributes must be well-formed and are otherwise ignored, prefixes of names likewise.
//! Of names only the ASCII part is checked: any other character may stand in one.
//!
//! What comes out is JSON, in which an element is a member: an object if it holds elements, else a string. Elements of
//! one name are members of one name.

#![expect(
    clippy::inline_always,
    reason = "most of an answer's time is spent here, and the module is built for size, which inlines next to nothing"
)]

mod output;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;
use core::ops::Range;

use super::json::number;
use super::{MAX_DEPTH, Reason};
use crate::scan::{begins, plain};
use output::Output;

/// Most attributes of one element; each is compared with those before it.
const MAX_ATTRIBUTES: usize = 64;

/// The name of a document's root, without a prefix, and its value as JSON.
pub(super) fn to_json(text: &str) -> Result<(&str, Vec<u8>), Reason> {
    let mut parser = Parser {
        text: text.as_bytes(),
        at: 0,
        out: Output::new(text.len()),
        open: Vec::new(),
        root: 0..0,
        fault: Reason::Malformed,
    };
    match parser.document() {
        Some(()) => Ok((
            text.get(parser.root).unwrap_or_default(),
            parser.out.into_bytes(),
        )),
        None => Err(parser.fault),
    }
}

/// Each step gives nothing where the text is wrong, and the reason is kept aside.
struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    out: Output,
    /// The elements around the place where the parser is, outermost first.
    open: Vec<Open>,
    /// Where the name of the root stands.
    root: Range<usize>,
    fault: Reason,
}

struct Open {
    /// Where its name stands, prefix included: the end tag must repeat it.
    name: Range<usize>,
    /// Where in the output its value begins.
    value: usize,
    has_elements: bool,
}

impl<'a> Parser<'a> {
    fn document(&mut self) -> Option<()> {
        if self.rest().starts_with(b"<?xml") {
            self.at = b"<?xml".len();
            self.pass(b"?>")?;
        }
        let mut complete = false;
        loop {
            self.characters()?;
            if self.at == self.text.len() {
                return if complete {
                    Some(())
                } else {
                    self.fail(Reason::Truncated)
                };
            }
            // Here stands a `<`.
            self.at += 1;
            match self.peek() {
                Some(b'/') => {
                    self.at += 1;
                    self.end_tag()?;
                    complete = self.open.is_empty();
                }
                Some(b'?') => {
                    self.at += 1;
                    self.instruction()?;
                }
                Some(b'!') => {
                    self.at += 1;
                    self.declaration()?;
                }
                _ if complete => return self.wrong(),
                _ => {
                    self.start_tag()?;
                    complete = self.open.is_empty();
                }
            }
        }
    }

    /// Reads character data, up to the next `<` or the end.
    #[inline(always)]
    fn characters(&mut self) -> Option<()> {
        let Some(element) = self.open.last() else {
            self.space();
            return match self.peek() {
                None | Some(b'<') => Some(()),
                Some(_) => self.fail(Reason::Malformed),
            };
        };
        // Text between child elements is layout.
        let layout = element.has_elements.then_some(self.out.len());
        loop {
            let rest = self.rest();
            let length = plain(rest, true);
            self.out.append(rest, length);
            self.at += length;
            match self.peek() {
                None | Some(b'<') => break,
                Some(b'&') => self.reference()?,
                Some(b']') if self.rest().starts_with(b"]]>") => {
                    return self.fail(Reason::Malformed);
                }
                Some(_) => self.character()?,
            }
        }
        if let Some(length) = layout {
            self.out.truncate(length);
        }
        Some(())
    }

    #[inline(always)]
    fn start_tag(&mut self) -> Option<()> {
        let (name, local) = self.name()?;
        let local = local..name.end;
        if local.is_empty() {
            return self.wrong();
        }
        if let Some(parent) = self.open.last_mut() {
            if parent.has_elements {
                self.out.push(b',');
            } else {
                parent.has_elements = true;
                self.out.truncate(parent.value);
                self.out.push(b'{');
            }
        } else if self.slice(&local).eq_ignore_ascii_case(b"html") {
            return self.fail(Reason::Html);
        } else {
            self.root = local.clone();
        }
        if self.open.len() == usize::from(MAX_DEPTH) {
            return self.fail(Reason::TooDeep);
        }
        if !matches!(self.peek(), Some(b'>' | b'/')) {
            self.attributes()?;
        }
        if !self.open.is_empty() {
            self.out.push(b'"');
            let rest = self.text.get(local.start..).unwrap_or_default();
            self.out.append(rest, local.len());
            self.out.push(b'"');
            self.out.push(b':');
        }
        let value = self.out.len();
        self.out.push(b'"');
        if self.take(b'/') {
            self.out.push(b'"');
            self.expect(b'>')
        } else {
            self.open.push(Open {
                name,
                value,
                has_elements: false,
            });
            self.expect(b'>')
        }
    }

    /// Everything in a start tag after the name, of which nothing is kept.
    fn attributes(&mut self) -> Option<()> {
        let length = self.out.len();
        let mut names: [&[u8]; MAX_ATTRIBUTES] = [&[]; MAX_ATTRIBUTES];
        for count in 0.. {
            let spaced = self.space();
            match self.peek() {
                Some(b'>' | b'/') => break,
                Some(_) if spaced => {}
                _ => return self.wrong(),
            }
            let (name, _) = self.name()?;
            let name = self.slice(&name);
            if names.contains(&name) {
                return self.fail(Reason::Malformed);
            }
            let Some(place) = names.get_mut(count) else {
                return self.fail(Reason::Malformed);
            };
            *place = name;
            self.space();
            self.expect(b'=')?;
            self.space();
            let Some(quote @ (b'"' | b'\'')) = self.peek() else {
                return self.wrong();
            };
            self.at += 1;
            loop {
                match self.peek() {
                    Some(byte) if byte == quote => break,
                    Some(b'&') => self.reference()?,
                    Some(b'<') => return self.fail(Reason::Malformed),
                    _ => self.character()?,
                }
            }
            self.at += 1;
        }
        self.out.truncate(length);
        Some(())
    }

    /// The rest of an end tag.
    #[inline(always)]
    fn end_tag(&mut self) -> Option<()> {
        let Some(element) = self.open.pop() else {
            return self.fail(Reason::Malformed);
        };
        let rest = self.rest();
        let name = self.slice(&element.name);
        if !begins(rest, name) {
            return self.fail(if name.starts_with(rest) {
                Reason::Truncated
            } else {
                Reason::Malformed
            });
        }
        self.at += name.len();
        self.space();
        self.out
            .push(if element.has_elements { b'}' } else { b'"' });
        self.expect(b'>')
    }

    /// The rest of a processing instruction. Only the first thing in a document may be an XML declaration.
    fn instruction(&mut self) -> Option<()> {
        let (name, _) = self.name()?;
        if self.slice(&name).eq_ignore_ascii_case(b"xml") {
            return self.fail(if self.at == self.text.len() {
                Reason::Truncated
            } else {
                Reason::Malformed
            });
        }
        match self.peek() {
            Some(b'?' | b' ' | b'\t' | b'\n' | b'\r') => self.pass(b"?>"),
            _ => self.wrong(),
        }
    }

    /// What follows `<!`: a comment, a CDATA section, or what is refused.
    fn declaration(&mut self) -> Option<()> {
        const CDATA: &[u8] = b"[CDATA[";
        let rest = self.rest();
        if rest.starts_with(b"--") {
            self.at += 2;
            self.pass(b"--")?;
            self.expect(b'>')
        } else if !self.open.is_empty() && rest.starts_with(CDATA) {
            self.at += CDATA.len();
            let length = self.out.len();
            self.until(b"]]>")?;
            // Between child elements it is layout, like any text.
            if self.open.last().is_some_and(|element| element.has_elements) {
                self.out.truncate(length);
            }
            Some(())
        } else if starts_with_ignoring_case(rest, b"doctype") {
            let after = rest.get(b"doctype".len()..).unwrap_or_default();
            self.fail(
                if starts_with_ignoring_case(after.trim_ascii_start(), b"html") {
                    Reason::Html
                } else {
                    Reason::Dtd
                },
            )
        } else if b"--".starts_with(rest) || CDATA.starts_with(rest) {
            self.fail(Reason::Truncated)
        } else {
            self.fail(Reason::Malformed)
        }
    }

    /// `&…;`, with a character that XML allows.
    fn reference(&mut self) -> Option<()> {
        let rest = self.text.get(self.at + 1..).unwrap_or_default();
        // No reference is longer; without a bound, many an `&` would make this quadratic.
        let Some(end) = rest.iter().take(12).position(|byte| *byte == b';') else {
            return self.fail(if rest.len() < 12 {
                Reason::Truncated
            } else {
                Reason::Malformed
            });
        };
        let Some(character) = referenced(rest.get(..end).unwrap_or_default()) else {
            return self.fail(Reason::Malformed);
        };
        let mut bytes = [0; 4];
        for byte in character.encode_utf8(&mut bytes).as_bytes() {
            self.out.escape(*byte);
        }
        self.at += end + 2;
        Some(())
    }

    /// Where a name stands, and where in it the part after the prefix.
    fn name(&mut self) -> Option<(Range<usize>, usize)> {
        let start = self.at;
        let mut local = start;
        let mut end = start;
        while let Some(byte) = self.text.get(end)
            && is_in_name(*byte)
        {
            end += 1;
            if *byte == b':' {
                local = end;
            }
        }
        self.at = end;
        match self.text.get(start) {
            _ if start == end => self.wrong(),
            Some(b'0'..=b'9' | b'.' | b'-') => self.fail(Reason::Malformed),
            _ => Some((start..end, local)),
        }
    }

    /// Passes over everything up to and including `end`.
    fn pass(&mut self, end: &[u8]) -> Option<()> {
        let length = self.out.len();
        self.until(end)?;
        self.out.truncate(length);
        Some(())
    }

    /// Reads everything up to and including `end` as it stands.
    fn until(&mut self, end: &[u8]) -> Option<()> {
        while !self.rest().starts_with(end) {
            self.character()?;
        }
        self.at += end.len();
        Some(())
    }

    /// Reads one byte that is not the beginning of a character that XML forbids. A line ends in a line feed alone (XML
    /// 1.0, 2.11).
    fn character(&mut self) -> Option<()> {
        let Some(mut byte) = self.peek() else {
            return self.fail(Reason::Truncated);
        };
        match byte {
            b'\r' => {
                byte = b'\n';
                // The other half of the line end.
                if self.text.get(self.at + 1) == Some(&b'\n') {
                    self.at += 1;
                }
            }
            b'\t' | b'\n' => {}
            0..0x20 => return self.fail(Reason::Malformed),
            // U+FFFE and U+FFFF.
            0xEF if matches!(self.rest(), [_, 0xBF, 0xBE | 0xBF, ..]) => {
                return self.fail(Reason::Malformed);
            }
            _ => {}
        }
        self.out.escape(byte);
        self.at += 1;
        Some(())
    }

    #[inline(always)]
    fn space(&mut self) -> bool {
        let start = self.at;
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
        self.at > start
    }

    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    #[inline(always)]
    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    #[inline(always)]
    fn slice(&self, range: &Range<usize>) -> &'a [u8] {
        self.text.get(range.clone()).unwrap_or_default()
    }

    #[inline(always)]
    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    #[inline(always)]
    fn expect(&mut self, byte: u8) -> Option<()> {
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
        self.fail(if self.at == self.text.len() {
            Reason::Truncated
        } else {
            Reason::Malformed
        })
    }

    fn fail<T>(&mut self, reason: Reason) -> Option<T> {
        self.fault = reason;
        None
    }
}

/// The character that `&name;` stands for.
fn referenced(name: &[u8]) -> Option<char> {
    let digits = match name {
        b"amp" => return Some('&'),
        b"lt" => return Some('<'),
        b"gt" => return Some('>'),
        b"quot" => return Some('"'),
        b"apos" => return Some('\''),
        [b'#', digits @ ..] => digits,
        _ => return None,
    };
    let code = match digits {
        [b'x', digits @ ..] => number(digits, 16)?,
        _ => number(digits, 10)?,
    };
    char::from_u32(code).filter(|character| {
        !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{FFFE}' | '\u{FFFF}')
    })
}

/// Whether a byte may stand in a name, a colon too. Beyond ASCII, any character may.
#[inline(always)]
const fn is_in_name(byte: u8) -> bool {
    const LETTERS: u64 = 0x07FF_FFFE_87FF_FFFE;
    const OTHERS: u64 = 0x07FF_6000_0000_0000;
    let bits = match byte {
        0..0x40 => OTHERS,
        0x40..0x80 => LETTERS,
        0x80.. => return true,
    };
    bits >> (byte & 0x3F) & 1 == 1
}

fn starts_with_ignoring_case(text: &[u8], start: &[u8]) -> bool {
    text.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}
