//! JSON as RFC 8259 has it, nothing more: no comments, no trailing commas, no control characters in strings.

mod string;
#[cfg(test)]
mod tests;

pub(super) use string::{number, said};

use super::reader::Reader;
use super::{Reason, open};
use crate::scan::{begins, plain};

/// Whether `body` is one JSON value of any kind and nothing else. A byte order mark in front is put up with.
///
/// # Errors
/// What is wrong with it: [`Reason::Truncated`] where it ends too early, [`Reason::TooDeep`], [`Reason::TooLarge`],
/// [`Reason::NotUtf8`], [`Reason::Empty`] or [`Reason::Malformed`].
pub fn validate(body: &[u8]) -> Result<(), Reason> {
    let mut reader = open(body);
    check(&mut reader);
    reader.fault.map_or(Ok(()), Err)
}

/// Passes over one value, after which nothing may follow.
pub(super) fn check(reader: &mut Reader<'_>) {
    reader.skip();
    reader.end();
}

impl Reader<'_> {
    /// Passes over one value. The recursion ends with the depth.
    pub fn skip(&mut self) {
        match self.peek() {
            open @ (b'{' | b'[') => {
                self.enter();
                while self.more(open) {
                    if open == b'{' {
                        self.string();
                        self.colon();
                    }
                    self.skip();
                }
            }
            first => {
                self.count();
                match first {
                    b'"' => self.string(),
                    b't' => self.word(b"true"),
                    b'f' => self.word(b"false"),
                    b'n' => self.word(b"null"),
                    _ => self.number(),
                }
            }
        }
    }

    /// Passes over an object; gives where the value of its last member of that name begins.
    pub fn find(&mut self, name: &str) -> Option<usize> {
        let mut found = None;
        self.enter();
        while self.more(b'{') {
            let start = self.at;
            self.string();
            let is_it = *said(self.since(start)) == *name.as_bytes();
            self.colon();
            if is_it {
                found = Some(self.at);
            }
            self.skip();
        }
        found
    }

    /// Passes over what opens a list or an object.
    pub fn enter(&mut self) {
        self.count();
        match self.depth.checked_sub(1) {
            Some(depth) => self.depth = depth,
            None => self.fail(Reason::TooDeep),
        }
        self.first = true;
        self.at += 1;
    }

    /// Whether one more stands in the list or object that `open` opened: passes over the comma before it, or over what
    /// closes the whole.
    pub fn more(&mut self, open: u8) -> bool {
        self.space();
        let first = core::mem::take(&mut self.first);
        // In ASCII, what closes stands two after what opens.
        if self.peek() == open + 2 {
            self.at += 1;
            self.depth += 1;
            return false;
        }
        if !first {
            self.expect(b',');
            self.space();
        }
        self.fault.is_none()
    }

    /// [`Reader::more`] where nothing but the comma stands between two of them, which is the rule.
    #[inline(always)]
    pub fn more_or(&mut self, open: u8) -> bool {
        if !self.first && self.peek() == b',' && self.is_ink_next() {
            self.at += 1;
            return true;
        }
        self.more(open)
    }

    /// Passes over what stands between a name and its value.
    pub fn colon(&mut self) {
        self.space();
        self.expect(b':');
        self.space();
    }

    /// [`Reader::colon`] where nothing but the colon stands there, which is the rule.
    #[inline(always)]
    pub fn colon_or(&mut self) {
        if self.peek() == b':' && self.is_ink_next() {
            self.at += 1;
        } else {
            self.colon();
        }
    }

    /// Whether what stands after this byte is neither white space nor the end.
    #[inline(always)]
    fn is_ink_next(&self) -> bool {
        self.text.get(self.at + 1).is_some_and(|next| *next > b' ')
    }

    /// Passes over this name, if it stands here.
    pub fn take_name(&mut self, name: &str) -> bool {
        let [b'"', inside @ ..] = self.rest() else {
            return false;
        };
        let is_here = inside.get(name.len()) == Some(&b'"') && begins(inside, name.as_bytes());
        if is_here {
            self.at += name.len() + 2;
        }
        is_here
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

    /// Nothing may follow. What was read has no white space at its end.
    pub fn end(&mut self) {
        if !self.is_at_end() {
            self.fail(Reason::Malformed);
        }
    }

    /// Passes over a string with its quotes.
    pub fn string(&mut self) {
        self.expect(b'"');
        loop {
            self.at += plain(self.rest());
            match self.peek() {
                b'"' => break,
                b'\\' => self.escape(),
                // Neither may a control character stand here.
                _ => return self.wrong(),
            }
        }
        self.at += 1;
    }

    /// Whether the string here is white space and nothing else. Goes nowhere.
    pub fn is_blank(&mut self) -> bool {
        let start = self.at;
        self.string();
        let said = said(self.since(start));
        self.at = start;
        said.trim_ascii().is_empty()
    }

    fn escape(&mut self) {
        self.at += 1;
        let letter = self.peek();
        if !b"\"\\/bfnrtu".contains(&letter) {
            return self.wrong();
        }
        self.at += 1;
        if letter == b'u' {
            for _ in 0..4 {
                if !self.peek().is_ascii_hexdigit() {
                    return self.wrong();
                }
                self.at += 1;
            }
        }
    }

    fn number(&mut self) {
        self.take(b'-');
        if !self.take(b'0') {
            self.digits();
        }
        if self.take(b'.') {
            self.digits();
        }
        if let b'e' | b'E' = self.peek() {
            self.at += 1;
            if let b'+' | b'-' = self.peek() {
                self.at += 1;
            }
            self.digits();
        }
    }

    fn digits(&mut self) {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        if self.at == start {
            self.wrong();
        }
    }

    #[inline(always)]
    pub fn count(&mut self) {
        match self.values.checked_sub(1) {
            Some(values) => self.values = values,
            None => self.fail(Reason::TooLarge),
        }
    }
}
