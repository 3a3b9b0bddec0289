//! Where a document is written as JSON.

use alloc::vec;
use alloc::vec::Vec;

use crate::scan::{stops_in_xml, word};

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
        let rest = self.bytes.get_mut(self.length..);
        if let Some(place) = rest.and_then(<[u8]>::first_chunk_mut) {
            *place = bytes;
        }
        self.length += length;
    }

    pub fn push(&mut self, byte: u8) {
        self.put([byte; 8], 1);
    }

    /// Appends what stands at these places of a text.
    #[inline(always)]
    pub fn append(&mut self, text: &[u8], start: usize, end: usize) {
        let length = self.length + end - start;
        let mut at = start;
        while at < end {
            self.put(word(text, at).to_le_bytes(), 8);
            at += 8;
        }
        self.length = length;
    }

    /// Appends what of a text is plain character data from this place on; gives where the first byte stands that is not.
    #[inline(always)]
    pub fn append_plain(&mut self, text: &[u8], start: usize) -> usize {
        let mut at = start;
        loop {
            let word = word(text, at);
            let stops = stops_in_xml(word);
            let length = (stops.trailing_zeros() / 8) as usize;
            self.put(word.to_le_bytes(), length);
            at += length;
            if stops != 0 {
                return at;
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
