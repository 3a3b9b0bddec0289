//! Going through a text byte by byte: what the readers of JSON and of XML have in common.

use super::{MAX_DEPTH, Reason};
use crate::scan::begins;

/// A text, and a place in it. At the first fault the text counts as ended, so that every loop over it ends too: no step
/// need be asked whether it succeeded, and [`Reader::fault`] is looked at once.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub text: &'a [u8],
    pub at: usize,
    /// How many levels deeper it may go.
    pub depth: u8,
    /// How many more values there may be.
    pub values: u32,
    /// Whether nothing was read yet of what was opened last.
    pub first: bool,
    pub fault: Option<Reason>,
}

impl<'a> Reader<'a> {
    pub const fn new(text: &'a [u8]) -> Self {
        Self {
            text,
            at: 0,
            depth: MAX_DEPTH,
            values: u32::MAX,
            first: false,
            fault: None,
        }
    }

    /// The same without bounds, of a text that was made or read here.
    pub const fn unbounded(text: &'a [u8]) -> Self {
        let mut reader = Self::new(text);
        reader.depth = u8::MAX;
        reader
    }

    /// Goes on in another text, which was made here, unless this one was at fault.
    pub const fn reopen(&mut self, text: &'a [u8]) {
        self.depth = u8::MAX;
        self.at = 0;
        if self.fault.is_none() {
            self.text = text;
        }
    }

    /// The byte that stands here. At the end it is zero, which neither JSON nor XML may hold.
    #[inline(always)]
    pub fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or_default()
    }

    #[inline(always)]
    pub fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub fn since(&self, start: usize) -> &'a [u8] {
        self.text.get(start..self.at).unwrap_or_default()
    }

    pub fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == byte;
        self.at += usize::from(is_next);
        is_next
    }

    #[inline(always)]
    pub fn expect(&mut self, byte: u8) {
        if self.peek() == byte {
            self.at += 1;
        } else {
            self.wrong();
        }
    }

    /// Passes over this word, which must stand here.
    pub fn word(&mut self, word: &[u8]) {
        let rest = self.rest();
        if begins(rest, word) {
            self.at += word.len();
        } else if word.starts_with(rest) {
            self.fail(Reason::Truncated);
        } else {
            self.fail(Reason::Malformed);
        }
    }

    /// Passes over white space, of which JSON and XML know the same four kinds.
    pub fn space(&mut self) {
        while let b' ' | b'\t' | b'\n' | b'\r' = self.peek() {
            self.at += 1;
        }
    }

    pub const fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// What stands here cannot stay: the text ended, or it is something else.
    #[cold]
    #[inline(never)]
    pub fn wrong(&mut self) {
        self.fail(if self.is_at_end() {
            Reason::Truncated
        } else {
            Reason::Malformed
        });
    }

    /// Ends the text here. What is found after the first fault is a consequence of it.
    #[cold]
    #[inline(never)]
    pub fn fail(&mut self, reason: Reason) {
        self.fault.get_or_insert(reason);
        self.text = &[];
    }
}
