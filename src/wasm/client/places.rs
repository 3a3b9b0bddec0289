//! Handles.

use alloc::vec::Vec;

/// Things that JavaScript holds by number. A number is never given out twice, so that one held too long cannot reach a
/// newer thing, least of all somebody else's keys.
pub(super) struct Places<T> {
    items: Vec<(usize, T)>,
    next: usize,
}

impl<T> Places<T> {
    pub(super) const fn new() -> Self {
        Self {
            items: Vec::new(),
            next: 0,
        }
    }

    pub(super) fn put(&mut self, item: T) -> usize {
        let number = self.next;
        // The number shares a word with the kind; after 2^29 of them it starts again.
        self.next = (number + 1) % (1 << 29);
        self.items.push((number, item));
        number
    }

    pub(super) fn at(&mut self, handle: u32) -> Option<&mut T> {
        let number = usize::try_from(handle).ok()?;
        let found = self.items.iter_mut().find(|(other, _)| *other == number);
        found.map(|(_, item)| item)
    }

    pub(super) fn free(&mut self, handle: u32) {
        let number = usize::try_from(handle).ok();
        self.items.retain(|(other, _)| Some(*other) != number);
    }
}
