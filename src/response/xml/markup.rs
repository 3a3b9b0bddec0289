//! Markup of which little or nothing is kept: attributes, comments, CDATA sections, processing instructions.

use super::Parser;
use crate::response::Reason;
use crate::scan::after;

/// Most attributes of one element; each is compared with those before it.
const MAX_ATTRIBUTES: usize = 64;

impl Parser<'_, '_> {
    /// Everything in a start tag after the name, of which nothing is kept.
    pub(super) fn attributes(&mut self) {
        let length = self.out.len();
        let elements = self.names.len();
        loop {
            let end = self.reader.at;
            self.reader.space();
            if let b'>' | b'/' = self.reader.peek() {
                break;
            }
            let start = self.reader.at;
            if start == end {
                return self.reader.wrong();
            }
            self.name();
            let name = self.reader.since(start);
            let names = self.names.get(elements..).unwrap_or_default();
            if names.contains(&name) || names.len() == MAX_ATTRIBUTES {
                return self.reader.fail(Reason::Malformed);
            }
            self.names.push(name);
            self.reader.space();
            self.reader.word(b"=");
            self.reader.space();
            let quote = self.reader.peek();
            if !matches!(quote, b'"' | b'\'') {
                return self.reader.wrong();
            }
            self.reader.at += 1;
            while !self.reader.is_at_end() && self.reader.peek() != quote {
                match self.reader.peek() {
                    b'&' => self.reference(),
                    b'<' => self.reader.wrong(),
                    _ => self.character(),
                }
            }
            self.reader.word(&[quote]);
        }
        self.names.truncate(elements);
        self.out.truncate(length);
    }

    /// A processing instruction. Only the first thing in a document may be an XML declaration.
    pub(super) fn instruction(&mut self) {
        self.reader.at += 1;
        let start = self.reader.at;
        self.name();
        if self.reader.since(start).eq_ignore_ascii_case(b"xml") {
            return self.reader.wrong();
        }
        let end = self.reader.at;
        self.reader.space();
        if self.reader.at == end && self.reader.peek() != b'?' {
            return self.reader.wrong();
        }
        self.pass(b"?>");
    }

    /// What begins with `<!`: a comment, a CDATA section, or what is refused.
    pub(super) fn declaration(&mut self) {
        self.reader.at += 1;
        match self.reader.peek() {
            b'-' => {
                self.reader.word(b"--");
                self.pass(b"--");
                self.reader.word(b">");
            }
            b'[' => {
                self.reader.word(b"[CDATA[");
                if self.names.is_empty() {
                    return self.reader.wrong();
                }
                let length = self.out.len();
                self.until(b"]]>");
                // Between child elements it is layout, like any text.
                if !self.is_leaf {
                    self.out.truncate(length);
                }
            }
            _ => {
                let rest = self.reader.rest();
                let Some(declared) = after(rest, "doctype") else {
                    return self.reader.wrong();
                };
                let is_page = after(declared.trim_ascii(), "html").is_some();
                self.reader
                    .fail(if is_page { Reason::Html } else { Reason::Dtd });
            }
        }
    }

    /// Passes over everything up to and including `end`.
    pub(super) fn pass(&mut self, end: &[u8]) {
        let length = self.out.len();
        self.until(end);
        self.out.truncate(length);
    }

    /// Reads everything up to and including `end` as it stands.
    fn until(&mut self, end: &[u8]) {
        while !self.reader.is_at_end() && !self.reader.rest().starts_with(end) {
            self.character();
        }
        self.reader.word(end);
    }
}
