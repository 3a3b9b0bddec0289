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
/// is left out. What is wrong with it is the reader's fault.
pub(super) fn to_json(reader: &mut Reader<'_>) -> Vec<u8> {
    let mut parser = Parser {
        out: Output::new(reader.text.len()),
        reader,
        names: Vec::new(),
        is_leaf: true,
        value: 0,
    };
    parser.document();
    parser.out.into_bytes()
}

struct Parser<'r, 'a> {
    reader: &'r mut Reader<'a>,
    out: Output,
    /// The names of the elements around the place where the parser is, outermost first; prefixes included, since the end
    /// tag must repeat them. In a tag, those of its attributes after them.
    names: Vec<&'a [u8]>,
    /// Whether the innermost of them, or the document, holds no element so far.
    is_leaf: bool,
    /// Where in the output the value of that leaf begins.
    value: usize,
}

impl Parser<'_, '_> {
    fn document(&mut self) {
        if self.reader.rest().starts_with(b"<?xml") {
            self.reader.at += b"<?xml".len();
            self.pass(b"?>");
        }
        loop {
            if self.names.is_empty() {
                self.reader.space();
                if self.reader.peek() != b'<' && !self.reader.is_at_end() {
                    self.reader.wrong();
                }
            } else {
                self.characters();
            }
            if self.reader.is_at_end() {
                if !self.names.is_empty() || self.is_leaf {
                    self.reader.fail(Reason::Truncated);
                }
                return;
            }
            // Here stands a `<`.
            self.reader.at += 1;
            match self.reader.peek() {
                b'?' => self.instruction(),
                b'!' => self.declaration(),
                b'/' => self.end_tag(),
                _ => self.start_tag(),
            }
        }
    }

    /// Reads character data, up to the next `<` or the end.
    #[inline(always)]
    fn characters(&mut self) {
        let length = self.out.len();
        loop {
            self.reader.at = self.out.append_plain(self.reader.text, self.reader.at);
            match self.reader.peek() {
                b'<' => break,
                b'&' => self.reference(),
                b']' if self.reader.rest().starts_with(b"]]>") => self.reader.wrong(),
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
        let depth = self.names.len();
        // There is one root.
        if depth == 0 && !self.is_leaf {
            return self.reader.wrong();
        }
        let start = self.reader.at;
        let local = self.name();
        let end = self.reader.at;
        if local == end {
            return self.reader.wrong();
        }
        if depth == 0 && self.reader.since(local).eq_ignore_ascii_case(b"html") {
            return self.reader.fail(Reason::Html);
        }
        if depth == usize::from(MAX_DEPTH) {
            return self.reader.fail(Reason::TooDeep);
        }
        self.names.push(self.reader.since(start));
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
        self.out.append(self.reader.text, local, end);
        self.out.put(*b"\":\".....", 3);
        self.value = self.out.len() - 1;
        self.is_leaf = true;
        if self.reader.peek() == b'/' {
            self.reader.at += 1;
            self.close();
        }
        self.reader.expect(b'>');
    }

    #[inline(always)]
    fn end_tag(&mut self) {
        self.reader.at += 1;
        let Some(name) = self.names.last() else {
            return self.reader.fail(Reason::Malformed);
        };
        self.reader.word(name);
        self.close();
        if self.reader.peek() == b'>' {
            self.reader.at += 1;
        } else {
            self.reader.space();
            self.reader.word(b">");
        }
    }

    /// Ends the value of an element, whose parent is no leaf then.
    fn close(&mut self) {
        self.names.pop();
        self.out.push(if self.is_leaf { b'"' } else { b'}' });
        self.is_leaf = false;
    }

    /// Passes over a name; gives where the part after its prefix begins.
    fn name(&mut self) -> usize {
        let start = self.reader.at;
        let mut local = start;
        let mut end = start;
        while let Some(byte) = self.reader.text.get(end)
            && is_in_name(*byte)
        {
            end += 1;
            if *byte == b':' {
                local = end;
            }
        }
        if end == start || matches!(self.reader.peek(), b'0'..=b'9' | b'.' | b'-') {
            self.reader.wrong();
        }
        self.reader.at = end;
        local
    }
}

/// Whether a byte may stand in a name, a colon too. Beyond ASCII, any character may.
#[inline(always)]
fn is_in_name(byte: u8) -> bool {
    const NAME: [u64; 4] = [
        0x07FF_6000_0000_0000,
        0x07FF_FFFE_87FF_FFFE,
        u64::MAX,
        u64::MAX,
    ];
    let bits = NAME
        .get(usize::from(byte >> 6))
        .copied()
        .unwrap_or_default();
    bits >> (byte & 63) & 1 == 1
}
