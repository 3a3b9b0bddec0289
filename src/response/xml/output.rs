//! Where a document is written as JSON.

use alloc::vec;
use alloc::vec::Vec;

use crate::scan::{stops, word};

/// Room that is made once, since JSON is never twice as long as the XML that it comes from. Everything is written by words
/// of eight bytes, of which the next one overwrites what does not count: cheaper than a call for a text of a few bytes,
/// which nearly all are.
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

    /// Appends the first bytes of these, so many.
    #[inline(always)]
    pub fn put(&mut self, bytes: [u8; 8], length: usize) {
        let rest = self.bytes.get_mut(self.length..).unwrap_or_default();
        if let Some(place) = rest.first_chunk_mut() {
            *place = bytes;
        }
        self.length += length;
    }

    pub fn push(&mut self, byte: u8) {
        self.put([byte; 8], 1);
    }

    /// Appends so many bytes from the beginning of `text`.
    #[inline(always)]
    pub fn append(&mut self, text: &[u8], length: usize) {
        let end = self.length + length;
        let mut rest = text;
        while self.length < end {
            self.put(word(rest).to_le_bytes(), 8);
            rest = rest.get(8..).unwrap_or_default();
        }
        self.length = end;
    }

    /// Appends what of `text` is plain character data, up to the first byte that is not; gives how much that is.
    #[inline(always)]
    pub fn append_plain(&mut self, text: &[u8]) -> usize {
        let start = self.length;
        loop {
            let word = word(text.get(self.length - start..).unwrap_or_default());
            let stop = stops(word, true);
            let length = if stop == 0 {
                8
            } else {
                stop.trailing_zeros() as usize / 8
            };
            self.put(word.to_le_bytes(), length);
            if stop != 0 {
                return self.length - start;
            }
        }
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
        self.put([b'\\', escaped, 0, 0, 0, 0, 0, 0], 2);
    }

    pub fn into_bytes(mut self) -> Vec<u8> {
        self.bytes.truncate(self.length);
        self.bytes
    }
}
