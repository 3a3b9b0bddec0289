//! Manage Alibaba Cloud VPC traffic-mirror sessions: sign requests, read answers, and carry a deletion through to
//! "it is gone". No I/O, no clock and no randomness of its own: time, random bytes and answers are arguments.
//!
//! An import only ever points down this list: `jobs → request, response → signing → service`; `emulator → service`.
#![deny(unsafe_code)]
#![cfg_attr(not(any(test, feature = "emulator")), no_std)]

extern crate alloc;

#[cfg(feature = "emulator")]
pub mod emulator;
#[cfg(feature = "client")]
pub mod error;
#[cfg(feature = "client")]
pub mod jobs;
#[cfg(feature = "client")]
mod json;
#[cfg(feature = "client")]
mod queue;
#[cfg(feature = "client")]
pub mod request;
#[cfg(feature = "client")]
pub mod response;
#[cfg(feature = "client")]
mod scan;
pub mod service;
#[cfg(feature = "client")]
pub mod signing;
#[cfg(feature = "client")]
mod text;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
