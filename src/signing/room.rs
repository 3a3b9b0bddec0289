//! Where what is signed is written.

use alloc::vec::Vec;
use core::fmt;

/// Bytes of which the first ones are written. The others are there, and zero, so that writing seldom asks for memory.
#[derive(Default)]
pub struct Room {
    bytes: Vec<u8>,
    pub(super) end: usize,
}

impl fmt::Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Room(…)")
    }
}

impl Room {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            bytes: Vec::new(),
            end: 0,
        }
    }

    /// Where it ends, and room for so many bytes more.
    pub(super) fn room(&mut self, most: usize) -> (usize, &mut [u8]) {
        let end = self.end;
        if self.bytes.len() < end + most {
            self.bytes.resize(2 * (end + most), 0);
        }
        (end, self.bytes.get_mut(end..).unwrap_or_default())
    }

    /// Appends bytes.
    pub fn write(&mut self, piece: &[u8]) {
        let (_, room) = self.room(piece.len());
        if let Some(to) = room.get_mut(..piece.len()) {
            to.copy_from_slice(piece);
        }
        self.end += piece.len();
    }

    /// What was written.
    #[must_use]
    pub fn written(&self) -> &[u8] {
        self.bytes.get(..self.end).unwrap_or_default()
    }

    /// Wipes what was written, and keeps the room.
    pub fn wipe(&mut self) {
        if let Some(written) = self.bytes.get_mut(..self.end) {
            written.fill(0);
        }
        self.end = 0;
    }
}
