//! The emulator, judged from the outside: every request is signed by a little signer of this suite's own.
#![cfg(all(feature = "emulator", not(target_arch = "wasm32")))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod admission;
mod answers;
mod bad_input;
mod clock;
mod control;
mod faults;
mod filters;
mod fixtures;
mod gateway;
mod lists;
mod placement;
mod requests;
mod resources;
mod rules;
mod service;
mod session_changes;
mod sessions;
mod support;
mod table;
mod tag_refusals;
mod tokens;
