//! Clients and the service in one process and virtual time, with everything that can go wrong between them.
//!
//! A seed decides what there is, who calls, and what happens to each request ([`script`]); a run plays that to its end
//! ([`run`]), and at every step checks what the client promises ([`truth::Kind`]). The same seed makes the same run.

mod errand;
pub mod fault;
mod host;
pub mod memory;
mod network;
pub mod random;
pub mod run;
pub mod scale;
pub mod script;
mod service;
pub mod shrink;
pub mod truth;
mod wire;
