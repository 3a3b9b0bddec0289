//! The rows of the operation table, one file a family, and the parts that several rows share.

mod filters;
mod rules;
mod service;
mod session_changes;
mod sessions;
mod shared;
mod tags;

use super::Operation;

/// Every operation: by family, and within one in the order of an object's life.
pub const OPERATIONS: &[&Operation] = &each_row();

/// The rows themselves, for who only looks one up: a list of addresses is one more thing that does not compress.
pub(super) static ROWS: [Operation; 19] = [
    filters::CREATE,
    filters::LIST,
    filters::UPDATE,
    filters::DELETE,
    rules::CREATE,
    rules::UPDATE,
    rules::DELETE,
    sessions::CREATE,
    sessions::LIST,
    session_changes::UPDATE,
    session_changes::ADD_SOURCES,
    session_changes::REMOVE_SOURCES,
    sessions::DELETE,
    service::OPEN,
    service::STATUS,
    tags::TAG,
    tags::UNTAG,
    tags::LIST,
    tags::MOVE,
];

const fn each_row() -> [&'static Operation; ROWS.len()] {
    let [first, ..] = &ROWS;
    let mut all = [first; ROWS.len()];
    let mut rows: &[Operation] = &ROWS;
    let mut free: &mut [&Operation] = &mut all;
    while let ([row, other_rows @ ..], [slot, other_slots @ ..]) = (rows, free) {
        *slot = row;
        (rows, free) = (other_rows, other_slots);
    }
    all
}
