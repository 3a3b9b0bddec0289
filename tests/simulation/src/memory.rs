//! What the client allocates, apart from the emulator beside it: counted while a piece of work says so.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, counting on the thread that asks for it.
#[derive(Debug)]
pub struct Counting;

thread_local! {
    static COUNTS: Cell<bool> = const { Cell::new(false) };
    /// Bytes in use, the most there ever were, and all that were ever asked for.
    static BYTES: Cell<(i64, i64, i64)> = const { Cell::new((0, 0, 0)) };
}

/// Starts anew.
pub fn begin() {
    BYTES.set((0, 0, 0));
}

/// Counts what this allocates and gives back.
pub fn counted<T>(work: impl FnOnce() -> T) -> T {
    COUNTS.set(true);
    let result = work();
    COUNTS.set(false);
    result
}

/// The most bytes in use at once, and all that were allocated.
pub fn end() -> (u64, u64) {
    let (_, peak, all) = BYTES.get();
    (peak.max(0).unsigned_abs(), all.max(0).unsigned_abs())
}

fn note(change: i64) {
    // Not while a thread ends and these are gone.
    let counts = COUNTS.try_with(Cell::get).unwrap_or(false);
    if counts {
        let _ = BYTES.try_with(|bytes| {
            let (used, peak, all) = bytes.get();
            let used = used + change;
            bytes.set((used, peak.max(used), all + change.max(0)));
        });
    }
}

fn size(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

// An allocator cannot be written in any other way; each call is handed on as it came.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(size(layout.size()));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        note(-size(layout.size()));
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        note(size(new_size) - size(layout.size()));
        unsafe { System.realloc(pointer, layout, new_size) }
    }
}
