//! Handles.

use alloc::boxed::Box;
use alloc::vec::Vec;

/// Things that JavaScript holds by number. A number is never given out twice, so that one held too long cannot reach a
/// newer thing, least of all somebody else's keys.
pub(super) struct Places<T> {
    // Boxed, so that finding and removing is the same machine code for all things.
    items: Vec<(usize, Box<T>)>,
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
        self.items.push((number, Box::new(item)));
        number
    }

    pub(super) fn at(&mut self, handle: u32) -> Option<&mut T> {
        let place = self.place(handle)?;
        self.items.get_mut(place).map(|(_, item)| &mut **item)
    }

    pub(super) fn free(&mut self, handle: u32) {
        if let Some(place) = self.place(handle) {
            self.items.swap_remove(place);
        }
    }

    fn place(&self, handle: u32) -> Option<usize> {
        let number = usize::try_from(handle).ok()?;
        self.items.iter().position(|(other, _)| *other == number)
    }
}
