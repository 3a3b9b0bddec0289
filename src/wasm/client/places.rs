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
        // The number shares a word with the kind; after 2^28 of them it starts again.
        self.next = (number + 1) % (1 << 28);
        self.put_at(number, Box::new(item));
        number
    }

    /// Puts a thing under a number that its holder has chosen, and never chooses twice.
    #[inline(never)]
    pub(super) fn put_at(&mut self, number: usize, item: Box<T>) {
        self.items.push((number, item));
    }

    pub(super) fn at(&mut self, handle: u32) -> Option<&mut T> {
        let number = usize::try_from(handle).ok()?;
        let mut items = self.items.iter_mut();
        let (_, item) = items.find(|(other, _)| *other == number)?;
        Some(item)
    }

    pub(super) fn all(&mut self) -> impl Iterator<Item = &mut T> {
        self.items.iter_mut().map(|(_, item)| &mut **item)
    }

    pub(super) fn free(&mut self, handle: u32) {
        drop(self.remove(handle));
    }

    #[inline(never)]
    fn remove(&mut self, handle: u32) -> Option<Box<T>> {
        let number = usize::try_from(handle).ok()?;
        let place = self.items.iter().position(|(other, _)| *other == number)?;
        Some(self.items.swap_remove(place).1)
    }
}
