//! XML 1.0 as far as an answer needs it, and strict about that: elements, character data, references, CDATA, comments
//! and processing instructions.
//!
//! A document type declaration is refused and only the predefined entities exist, so nothing can be expanded and no
//! other resource can be named. Attributes must be well-formed and are otherwise ignored, prefixes of names likewise.
//! Of names only the ASCII part is checked: any other character may stand in one.

mod text;

#[cfg(test)]
mod tests;

use alloc::vec::Vec;

pub(super) use text::decode;

use super::tree::{Format, Kind, Tree};
use super::{MAX_DEPTH, Reason};
use crate::scan::plain;
use text::referenced;

/// Most attributes of one element; each is compared with those before it.
const MAX_ATTRIBUTES: usize = 64;

/// Reads a document. With `keep` off the tree stays empty: only the verdict counts.
pub(super) fn parse(text: &str, keep: bool) -> Result<Tree<'_>, Reason> {
    let mut parser = Parser {
        text,
        at: 0,
        tree: Tree::new(Format::Xml, text.len() / 32, keep),
        open: Vec::new(),
    };
    if text.starts_with("<?xml") {
        parser.at = "<?xml".len();
        parser.until("?>")?;
    }
    parser.document()?;
    Ok(parser.tree)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    tree: Tree<'a>,
    /// The elements around the place where the parser is, outermost first.
    open: Vec<Open<'a>>,
}

struct Open<'a> {
    /// Prefix included: the end tag must repeat it.
    name: &'a str,
    node: usize,
    /// Where the content begins.
    content: usize,
    has_elements: bool,
    /// Whether its character data needs decoding.
    marked: bool,
}

impl<'a> Parser<'a> {
    fn document(&mut self) -> Result<(), Reason> {
        let mut complete = false;
        loop {
            self.characters()?;
            if self.at == self.text.len() {
                return if complete {
                    Ok(())
                } else {
                    Err(Reason::Truncated)
                };
            }
            // Here stands a `<`.
            let tag = self.at;
            self.at += 1;
            match self.peek() {
                Some(b'/') => {
                    self.at += 1;
                    self.end_tag(tag)?;
                    complete = self.open.is_empty();
                }
                Some(b'?') => {
                    self.at += 1;
                    self.instruction()?;
                    self.mark();
                }
                Some(b'!') => {
                    self.at += 1;
                    self.declaration()?;
                    self.mark();
                }
                _ if complete => return Err(self.wrong()),
                _ => {
                    self.start_tag()?;
                    complete = self.open.is_empty();
                }
            }
        }
    }

    /// Passes over character data, up to the next `<` or the end.
    fn characters(&mut self) -> Result<(), Reason> {
        let outside = self.open.is_empty();
        loop {
            if outside {
                self.space();
            } else {
                self.at += plain(self.rest(), [b'<', b'&', b']', 0xEF]);
            }
            match self.peek() {
                None | Some(b'<') => return Ok(()),
                Some(_) if outside => return Err(Reason::Malformed),
                Some(b'&') => {
                    self.mark();
                    self.reference()?;
                }
                Some(b'\r') => {
                    self.mark();
                    self.at += 1;
                }
                Some(_) => {
                    if self.rest().starts_with(b"]]>") {
                        return Err(Reason::Malformed);
                    }
                    self.checked_byte()?;
                }
            }
        }
    }

    fn start_tag(&mut self) -> Result<(), Reason> {
        let name = self.name()?;
        let local = match name.bytes().rposition(|byte| byte == b':') {
            Some(colon) => name.get(colon + 1..).unwrap_or_default(),
            None => name,
        };
        if local.is_empty() {
            return Err(self.wrong());
        }
        match self.open.last_mut() {
            Some(parent) => parent.has_elements = true,
            None if local.eq_ignore_ascii_case("html") => return Err(Reason::Html),
            None => {}
        }
        if self.open.len() == usize::from(MAX_DEPTH) {
            return Err(Reason::TooDeep);
        }
        let node = self.tree.open(local, false)?;
        self.attributes()?;
        if self.take(b'/') {
            self.expect(b'>')?;
            self.tree.close(node, Kind::Plain, "");
        } else {
            self.expect(b'>')?;
            self.open.push(Open {
                name,
                node,
                content: self.at,
                has_elements: false,
                marked: false,
            });
        }
        Ok(())
    }

    fn attributes(&mut self) -> Result<(), Reason> {
        // Allocates nothing as long as there are none, which is the rule.
        let mut names = Vec::new();
        loop {
            let spaced = self.space();
            match self.peek() {
                Some(b'>' | b'/') => return Ok(()),
                Some(_) if spaced => {}
                _ => return Err(self.wrong()),
            }
            let name = self.name()?;
            if names.contains(&name) || names.len() == MAX_ATTRIBUTES {
                return Err(Reason::Malformed);
            }
            names.push(name);
            self.space();
            self.expect(b'=')?;
            self.space();
            let Some(quote @ (b'"' | b'\'')) = self.peek() else {
                return Err(self.wrong());
            };
            self.at += 1;
            loop {
                match self.peek() {
                    Some(byte) if byte == quote => break,
                    Some(b'&') => self.reference()?,
                    Some(b'<') => return Err(Reason::Malformed),
                    Some(b'\r') => self.at += 1,
                    _ => self.checked_byte()?,
                }
            }
            self.at += 1;
        }
    }

    /// The rest of an end tag that began at `tag`.
    fn end_tag(&mut self, tag: usize) -> Result<(), Reason> {
        let Some(element) = self.open.pop() else {
            return Err(Reason::Malformed);
        };
        let rest = self.rest();
        let name = element.name.as_bytes();
        if !rest.starts_with(name) {
            return Err(if name.starts_with(rest) {
                Reason::Truncated
            } else {
                Reason::Malformed
            });
        }
        self.at += name.len();
        self.space();
        self.expect(b'>')?;
        if element.has_elements {
            // Text between child elements is layout.
            self.tree.close(element.node, Kind::Object, "");
        } else {
            let kind = if element.marked {
                Kind::Marked
            } else {
                Kind::Plain
            };
            let text = self.text.get(element.content..tag).unwrap_or_default();
            self.tree.close(element.node, kind, text);
        }
        Ok(())
    }

    /// The rest of a processing instruction. Only the first thing in a document may be an XML declaration.
    fn instruction(&mut self) -> Result<(), Reason> {
        if self.name()?.eq_ignore_ascii_case("xml") {
            return Err(self.or_truncated(Reason::Malformed));
        }
        match self.peek() {
            Some(b'?' | b' ' | b'\t' | b'\n' | b'\r') => self.until("?>"),
            _ => Err(self.wrong()),
        }
    }

    /// What follows `<!`: a comment, a CDATA section, or what is refused.
    fn declaration(&mut self) -> Result<(), Reason> {
        const CDATA: &[u8] = b"[CDATA[";
        let rest = self.rest();
        if rest.starts_with(b"--") {
            self.at += 2;
            self.until("--")?;
            self.expect(b'>')
        } else if !self.open.is_empty() && rest.starts_with(CDATA) {
            self.at += CDATA.len();
            self.until("]]>")
        } else if starts_with_ignoring_case(rest, b"doctype") {
            let after = rest.get(b"doctype".len()..).unwrap_or_default();
            if starts_with_ignoring_case(after.trim_ascii_start(), b"html") {
                Err(Reason::Html)
            } else {
                Err(Reason::Dtd)
            }
        } else if b"--".starts_with(rest) || CDATA.starts_with(rest) {
            Err(Reason::Truncated)
        } else {
            Err(Reason::Malformed)
        }
    }

    /// `&…;`, with a character that XML allows.
    fn reference(&mut self) -> Result<(), Reason> {
        let rest = self.text.get(self.at + 1..).unwrap_or_default();
        // No reference is longer; without a bound, many an `&` would make this quadratic.
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let Some(end) = end else {
            return Err(if rest.len() < 12 {
                Reason::Truncated
            } else {
                Reason::Malformed
            });
        };
        if referenced(rest.get(..end).unwrap_or_default()).is_none() {
            return Err(Reason::Malformed);
        }
        self.at += end + 2;
        Ok(())
    }

    fn name(&mut self) -> Result<&'a str, Reason> {
        let start = self.at;
        while self.peek().is_some_and(is_in_name) {
            self.at += 1;
        }
        let name = self.text.get(start..self.at).unwrap_or_default();
        match name.as_bytes().first() {
            None => Err(self.wrong()),
            Some(b'0'..=b'9' | b'.' | b'-') => Err(Reason::Malformed),
            Some(_) => Ok(name),
        }
    }

    /// Passes over everything up to and including `end`.
    fn until(&mut self, end: &str) -> Result<(), Reason> {
        while !self.rest().starts_with(end.as_bytes()) {
            if !self.take(b'\r') {
                self.checked_byte()?;
            }
        }
        self.at += end.len();
        Ok(())
    }

    /// Passes over one byte that is not the beginning of a character that XML forbids.
    fn checked_byte(&mut self) -> Result<(), Reason> {
        match self.peek() {
            None => return Err(Reason::Truncated),
            Some(b'\t' | b'\n') => {}
            Some(0..0x20) => return Err(Reason::Malformed),
            // U+FFFE and U+FFFF.
            Some(0xEF) if matches!(self.rest(), [_, 0xBF, 0xBE | 0xBF, ..]) => {
                return Err(Reason::Malformed);
            }
            Some(_) => {}
        }
        self.at += 1;
        Ok(())
    }

    /// Notes that the character data around this place is not to be taken as it stands.
    fn mark(&mut self) {
        if let Some(element) = self.open.last_mut() {
            element.marked = true;
        }
    }

    fn space(&mut self) -> bool {
        let start = self.at;
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
        self.at > start
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, byte: u8) -> Result<(), Reason> {
        if self.take(byte) {
            Ok(())
        } else {
            Err(self.wrong())
        }
    }

    /// Why what stands here cannot stay: the text ended, or it is something else.
    fn wrong(&self) -> Reason {
        self.or_truncated(Reason::Malformed)
    }

    fn or_truncated(&self, reason: Reason) -> Reason {
        if self.at == self.text.len() {
            Reason::Truncated
        } else {
            reason
        }
    }
}

/// Whether a byte may stand in a name. Beyond ASCII, any character may.
fn is_in_name(byte: u8) -> bool {
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
