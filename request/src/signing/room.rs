//! Where what is signed is written.
#![expect(
    clippy::inline_always,
    reason = "it is done for every few bytes, and a module built for size inlines nothing on its own"
)]

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroize;

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
    #[inline(always)]
    pub(super) fn room(&mut self, most: usize) -> (usize, &mut [u8]) {
        let end = self.end;
        if self.bytes.len() < end + most {
            self.grow(2 * (end + most));
        }
        (end, self.bytes.get_mut(end..).unwrap_or_default())
    }

    /// What was written is moved by hand, so that nothing of it is left where it was.
    #[inline(never)]
    fn grow(&mut self, length: usize) {
        let mut bytes = vec![0; length];
        copy(self.written(), &mut bytes);
        self.bytes.zeroize();
        self.bytes = bytes;
    }

    /// Appends bytes.
    pub fn write(&mut self, piece: &[u8]) {
        let (_, room) = self.room(piece.len());
        copy(piece, room);
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

    #[cfg(test)]
    pub(crate) fn is_wiped(&self) -> bool {
        self.end == 0 && self.bytes.iter().all(|byte| *byte == 0)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

/// Copies to the beginning of `to`. Short texts in two steps that may overlap: a copy by the host is a call of it.
#[inline(never)]
pub(super) fn copy(from: &[u8], to: &mut [u8]) {
    let Some(to) = to.get_mut(..from.len()) else {
        return;
    };
    if from.len() > 32 {
        to.copy_from_slice(from);
    } else if !(both_ends::<16>(from, to) || both_ends::<8>(from, to) || both_ends::<4>(from, to)) {
        for (to, from) in to.iter_mut().zip(from) {
            *to = *from;
        }
    }
}

/// Whether two texts are the same; eight bytes at a time, where the comparison of the standard library takes one.
#[inline(never)]
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    let ((eights, rest), (others, other_rest)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    one.len() == other.len()
        && eights
            .iter()
            .zip(others)
            .all(|(one, other)| u64::from_le_bytes(*one) == u64::from_le_bytes(*other))
        && rest.iter().zip(other_rest).all(|(one, other)| one == other)
}

/// Copies the first `N` bytes and the last, if there are as many.
fn both_ends<const N: usize>(from: &[u8], to: &mut [u8]) -> bool {
    let (Some(first), Some(last)) = (from.first_chunk::<N>(), from.last_chunk::<N>()) else {
        return false;
    };
    if let Some(to) = to.first_chunk_mut() {
        *to = *first;
    }
    if let Some(to) = to.last_chunk_mut() {
        *to = *last;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_length_is_copied_and_compared() {
        for length in 0..100_u8 {
            let from: Vec<u8> = (1..=length).collect();
            let mut to = [0; 100];
            copy(&from, &mut to);
            let (text, rest) = to.split_at(from.len());
            assert!(text == from && rest.iter().all(|byte| *byte == 0));
            assert!(same(text, &from) && (from.is_empty() || !same(text, &from[1..])));
            for at in 0..from.len() {
                let mut other = from.clone();
                other[at] ^= 0x80;
                assert!(!same(text, &other));
            }
        }
    }

    #[test]
    fn what_was_written_stays_when_room_is_made_and_nothing_when_it_is_wiped() {
        let mut room = Room::new();
        let mut expected = Vec::new();
        for length in 0..200 {
            let piece = vec![b'x'; length];
            room.write(&piece);
            expected.extend(piece);
            assert_eq!(room.written(), expected);
        }
        assert!(!room.is_wiped());
        room.wipe();
        assert!(room.is_wiped());
    }
}
