//! Where a document is written as JSON.

#![expect(
    clippy::inline_always,
    reason = "most of an answer's time is spent here, and the module is built for size, which inlines next to nothing"
)]

use alloc::vec;
use alloc::vec::Vec;

/// Room that is made once, since JSON is never twice as long as the XML that it comes from. A text of a few bytes, which
/// nearly all are, is copied by words: cheaper than by a call.
#[derive(Debug)]
pub(super) struct Output {
    bytes: Vec<u8>,
    length: usize,
}

impl Output {
    pub fn new(document: usize) -> Self {
        Self {
            bytes: vec![0; 2 * document + 8],
            length: 0,
        }
    }

    pub const fn len(&self) -> usize {
        self.length
    }

    /// Goes back to a length.
    pub const fn truncate(&mut self, length: usize) {
        self.length = length;
    }

    #[inline(always)]
    pub fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
        }
        self.length += 1;
    }

    /// Appends so many bytes from the beginning of `text`.
    #[inline(always)]
    pub fn append(&mut self, text: &[u8], length: usize) {
        let mut at = 0;
        // The last word may be longer than what is left: what it holds more is overwritten.
        while at < length
            && let Some(word) = text.get(at..).and_then(<[u8]>::first_chunk::<8>)
            && let Some(place) = self
                .bytes
                .get_mut(self.length + at..)
                .and_then(<[u8]>::first_chunk_mut)
        {
            *place = *word;
            at += 8;
        }
        while at < length
            && let (Some(byte), Some(place)) = (text.get(at), self.bytes.get_mut(self.length + at))
        {
            *place = *byte;
            at += 1;
        }
        self.length += length;
    }

    /// Appends a byte of character data as a JSON string holds it.
    pub fn escape(&mut self, byte: u8) {
        let escaped = match byte {
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            b'"' | b'\\' => byte,
            _ => return self.push(byte),
        };
        self.push(b'\\');
        self.push(escaped);
    }

    pub fn into_bytes(mut self) -> Vec<u8> {
        self.bytes.truncate(self.length);
        self.bytes
    }
}
