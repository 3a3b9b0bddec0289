//! What [alicloud-traffic-mirror](https://docs.rs/alicloud-traffic-mirror) sends: the table of operations, the signatures,
//! and requests that are checked, flattened and signed. That crate exports it; what is hidden here is for that crate alone.
//!
//! It is done for every request, so it is compiled for speed where the rest is compiled for size.
//!
//! An import only ever points down this list: `request → signing`, `service`; `decimal` and `text` serve both.
#![deny(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(not(test), no_std)]

extern crate alloc;

#[doc(hidden)]
pub mod decimal;
pub mod request;
pub mod service;
pub mod signing;
#[doc(hidden)]
pub mod text;
