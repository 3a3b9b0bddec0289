//! The rows of the operation table, one file a family, and the parts that several rows share.

mod filters;
mod rules;
mod service;
mod session_changes;
mod sessions;
mod shared;
mod tags;

use super::{Confidence, FULL, Operation};

/// Every operation: by family, and within one in the order of an object's life.
pub const OPERATIONS: &[&Operation] = &[
    &row(filters::CREATE),
    &row(filters::LIST),
    &row(filters::UPDATE),
    &row(filters::DELETE),
    &row(rules::CREATE),
    &row(rules::UPDATE),
    &row(rules::DELETE),
    &row(sessions::CREATE),
    &row(sessions::LIST),
    &row(session_changes::UPDATE),
    &row(session_changes::ADD_SOURCES),
    &row(session_changes::REMOVE_SOURCES),
    &row(sessions::DELETE),
    &row(service::OPEN),
    &row(service::STATUS),
    &row(tags::TAG),
    &row(tags::UNTAG),
    &row(tags::LIST),
    &row(tags::MOVE),
];

/// A row without what only people and the emulator read, where the build leaves that out.
const fn row(operation: Operation) -> Operation {
    if FULL {
        return operation;
    }
    Operation {
        serialized_per: None,
        poll: None,
        rate: None,
        confidence: Confidence::Documented,
        ..operation
    }
}
