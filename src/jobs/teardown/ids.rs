//! Ids, each once, in the order in which they came. One text and two lists of numbers: a hundred thousand ids are then
//! three pieces of memory, and no map or sort has to be in the wasm module.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// Ids by their places, and places by their ids.
#[derive(Debug, Default)]
pub(super) struct Ids {
    text: String,
    /// Where each ends in the text.
    ends: Vec<usize>,
    /// A hash table of places, each plus 1; 0 where there is none. At most half of it is filled.
    slots: Vec<usize>,
}

impl Ids {
    /// Makes room for so many ids, of so many bytes together.
    pub(super) fn reserve(&mut self, count: usize, bytes: usize) {
        self.ends.reserve_exact(count);
        self.text.reserve_exact(bytes);
    }

    /// Gives back the room that is left.
    pub(super) fn fit(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Gives the place of the id, which is a new one, at the end, where it was not there.
    pub(super) fn add(&mut self, id: &str) -> usize {
        if 2 * self.ends.len() >= self.slots.len() {
            self.grow();
        }
        let (slot, place) = self.slot(id);
        place.unwrap_or_else(|| {
            let place = self.ends.len();
            self.text.push_str(id);
            self.ends.push(self.text.len());
            self.fill(slot, place);
            place
        })
    }

    pub(super) fn find(&self, id: &str) -> Option<usize> {
        self.slot(id).1
    }

    /// The id at a place.
    #[inline(never)]
    pub(super) fn at(&self, place: usize) -> &str {
        let before = place.checked_sub(1).and_then(|at| self.ends.get(at));
        let end = self.ends.get(place).copied().unwrap_or_default();
        let start = before.copied().unwrap_or_default();
        self.text.get(start..end).unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// How long all of them are together.
    pub(super) fn total(&self) -> usize {
        self.text.len()
    }

    /// Where the id is in the table, or would be; and its place, if it has one.
    #[inline(never)]
    fn slot(&self, id: &str) -> (usize, Option<usize>) {
        // FNV-1a. Ids are not chosen by anybody who gains from collisions.
        let mut hash = 0x811c_9dc5_u32;
        for byte in id.bytes() {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
        let mut slot = hash as usize;
        loop {
            // The length is a power of two, or 0.
            slot &= self.slots.len().wrapping_sub(1);
            match self.slots.get(slot) {
                None | Some(0) => return (slot, None),
                Some(place) if self.at(place - 1) == id => return (slot, Some(place - 1)),
                Some(_) => slot += 1,
            }
        }
    }

    fn fill(&mut self, slot: usize, place: usize) {
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = place + 1;
        }
    }

    fn grow(&mut self) {
        self.slots = vec![0; (2 * self.slots.len()).max(16)];
        for place in 0..self.ends.len() {
            let (slot, _) = self.slot(self.at(place));
            self.fill(slot, place);
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn ids_have_the_places_in_which_they_came() {
        let mut ids = Ids::default();
        assert_eq!((ids.find("a"), ids.at(0), ids.len()), (None, "", 0));
        let mut known: Vec<String> = Vec::new();
        let mut state = 1_u32;
        for _ in 0..3_000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let id = (state >> 21).to_string();
            let place = known.iter().position(|other| *other == id);
            assert_eq!(ids.find(&id), place);
            if place.is_none() {
                known.push(id.clone());
            }
            assert_eq!(ids.add(&id), place.unwrap_or(known.len() - 1));
        }
        assert_eq!(ids.len(), known.len());
        assert_eq!(ids.total(), known.concat().len());
        for (place, id) in known.iter().enumerate() {
            assert_eq!(ids.at(place), id);
        }
    }
}
