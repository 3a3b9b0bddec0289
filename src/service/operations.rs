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
pub const OPERATIONS: &[&Operation] = &[
    &filters::CREATE,
    &filters::LIST,
    &filters::UPDATE,
    &filters::DELETE,
    &rules::CREATE,
    &rules::UPDATE,
    &rules::DELETE,
    &sessions::CREATE,
    &sessions::LIST,
    &session_changes::UPDATE,
    &session_changes::ADD_SOURCES,
    &session_changes::REMOVE_SOURCES,
    &sessions::DELETE,
    &service::OPEN,
    &service::STATUS,
    &tags::TAG,
    &tags::UNTAG,
    &tags::LIST,
    &tags::MOVE,
];
