//! A queue.

use alloc::vec::Vec;

/// First in, first out. For the few at a time that jobs have, moving them up is quick; and it takes a tenth of the room
/// that a ring takes in the wasm module.
#[derive(Debug)]
pub(crate) struct Queue<T> {
    items: Vec<T>,
}

impl<T> Queue<T> {
    pub(crate) const fn new() -> Self {
        Self { items: Vec::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(crate) fn push_back(&mut self, item: T) {
        self.items.push(item);
    }

    /// Adds it at the end, and gives where it is now.
    pub(crate) fn begin(&mut self, item: T) -> &mut T {
        let at = self.items.len();
        self.items.push(item);
        #[expect(clippy::indexing_slicing, reason = "pushed just now")]
        &mut self.items[at]
    }

    /// Puts it before all others.
    pub(crate) fn push_front(&mut self, item: T) {
        self.items.insert(0, item);
    }

    pub(crate) fn pop_front(&mut self) -> Option<T> {
        if self.items.is_empty() {
            None
        } else {
            Some(self.items.remove(0))
        }
    }
}

impl<T> From<Vec<T>> for Queue<T> {
    fn from(items: Vec<T>) -> Self {
        Self { items }
    }
}

#[cfg(test)]
mod tests {
    use super::Queue;

    #[test]
    fn what_came_first_leaves_first() {
        let mut queue = Queue::from(vec![2, 3]);
        queue.push_back(4);
        queue.push_front(1);
        for expected in 1..=4 {
            assert!(!queue.is_empty());
            assert_eq!(queue.pop_front(), Some(expected));
        }
        assert!(queue.is_empty());
        assert_eq!(queue.pop_front(), None);
    }
}
