//! XML 1.0 as far as an answer needs it, and strict about that: elements, character data, references, CDATA, comments
//! and processing instructions.
//!
//! A document type declaration is refused and only the predefined entities exist, so nothing can be expanded and no
//! other resource can be named. Attributes must be well-formed and are otherwise ignored, prefixes of names likewise.
//! Of names only the ASCII part is checked: any other character may stand in one.
//!
//! What comes out is JSON, in which an element is a member: an object if it holds elements, else a string. Elements of
//! one name are members of one name.

mod character;
mod markup;
mod output;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use super::reader::Reader;
use super::{MAX_DEPTH, Reason};
use output::Output;

/// The document that begins where the reader is, as an object with the root for its only member. What closes the object
/// is left out.
pub(super) fn to_json(reader: Reader<'_>) -> Result<Vec<u8>, Reason> {
    let mut parser = Parser {
        out: Output::new(reader.text.len()),
        reader,
        open: [&[]; MAX_DEPTH as usize],
        depth: 0,
        is_leaf: true,
        value: 0,
    };
    parser.document();
    parser.reader.fault.map_or(Ok(parser.out.into_bytes()), Err)
}

struct Parser<'a> {
    reader: Reader<'a>,
    out: Output,
    /// The names of the elements around the place where the parser is, outermost first; prefixes included, since the end
    /// tag must repeat them.
    open: [&'a [u8]; MAX_DEPTH as usize],
    depth: usize,
    /// Whether the innermost of them, or the document, holds no element so far.
    is_leaf: bool,
    /// Where in the output the value of that leaf begins.
    value: usize,
}

impl Parser<'_> {
    fn document(&mut self) {
        if self.reader.rest().starts_with(b"<?xml") {
            self.reader.at += b"<?xml".len();
            self.pass(b"?>");
        }
        loop {
            if self.depth > 0 {
                self.characters();
            } else {
                self.reader.space();
            }
            if self.reader.is_at_end() {
                if self.depth > 0 || self.is_leaf {
                    self.reader.fail(Reason::Truncated);
                }
                return;
            }
            self.reader.expect(b'<');
            match self.reader.peek() {
                b'/' => self.end_tag(),
                b'?' => self.instruction(),
                b'!' => self.declaration(),
                _ => self.start_tag(),
            }
        }
    }

    /// Reads character data, up to the next `<` or the end.
    #[inline(always)]
    fn characters(&mut self) {
        let length = self.out.len();
        loop {
            self.reader.at += self.out.append_plain(self.reader.rest());
            match self.reader.peek() {
                b'<' => break,
                b'&' => self.reference(),
                b']' if self.reader.rest().starts_with(b"]]>") => {
                    self.reader.fail(Reason::Malformed);
                }
                _ if self.reader.is_at_end() => break,
                _ => self.character(),
            }
        }
        // Text between child elements is layout.
        if !self.is_leaf {
            self.out.truncate(length);
        }
    }

    #[inline(always)]
    fn start_tag(&mut self) {
        // There is one root.
        if self.depth == 0 && !self.is_leaf {
            return self.reader.wrong();
        }
        let start = self.reader.at;
        let local = self.name();
        let Some(open) = self.open.get_mut(self.depth) else {
            return self.reader.fail(Reason::TooDeep);
        };
        *open = self.reader.since(start);
        let length = self.reader.at - local;
        if length == 0 {
            return self.reader.wrong();
        }
        if self.depth == 0 && self.reader.since(local).eq_ignore_ascii_case(b"html") {
            return self.reader.fail(Reason::Html);
        }
        if !matches!(self.reader.peek(), b'>' | b'/') {
            self.attributes();
        }
        if self.is_leaf {
            self.out.truncate(self.value);
        }
        let before = if self.is_leaf {
            b"{\"......"
        } else {
            b",\"......"
        };
        self.out.put(*before, 2);
        let name = self.reader.text.get(local..).unwrap_or_default();
        self.out.append(name, length);
        self.out.put(*b"\":\".....", 3);
        self.value = self.out.len() - 1;
        self.is_leaf = true;
        if self.reader.take(b'/') {
            self.close();
        } else {
            self.depth += 1;
        }
        self.reader.expect(b'>');
    }

    #[inline(always)]
    fn end_tag(&mut self) {
        self.reader.at += 1;
        let Some(depth) = self.depth.checked_sub(1) else {
            return self.reader.fail(Reason::Malformed);
        };
        self.depth = depth;
        self.reader
            .word(self.open.get(depth).copied().unwrap_or_default());
        self.reader.space();
        self.close();
        self.reader.expect(b'>');
    }

    /// Ends the value of an element, whose parent is no leaf then.
    fn close(&mut self) {
        self.out.push(if self.is_leaf { b'"' } else { b'}' });
        self.is_leaf = false;
    }

    /// Passes over a name; gives where the part after its prefix begins.
    fn name(&mut self) -> usize {
        let start = self.reader.at;
        let mut local = start;
        let first = self.reader.peek();
        loop {
            let byte = self.reader.peek();
            if !is_in_name(byte) {
                break;
            }
            self.reader.at += 1;
            if byte == b':' {
                local = self.reader.at;
            }
        }
        if self.reader.at == start {
            self.reader.wrong();
        } else if matches!(first, b'0'..=b'9' | b'.' | b'-') {
            self.reader.fail(Reason::Malformed);
        }
        local
    }
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
