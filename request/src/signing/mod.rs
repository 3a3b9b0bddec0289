//! The two signatures of Alibaba Cloud's RPC APIs, as pure functions of their inputs.
//!
//! - [`v1`]: HMAC-SHA1 over the parameters ("RPC mechanism"; the official pages call its request syntax V2).
//! - [`v3`]: ACS3-HMAC-SHA256 over a canonical request.
//!
//! Neither sends anything or reads a clock: time and nonce are arguments.

mod base64;
mod digest;
mod encode;
mod hash;
mod key;
mod room;
#[cfg(any(target_arch = "wasm32", test))]
mod sha256;
mod time;
pub mod v1;
pub mod v3;

#[doc(hidden)]
pub use digest::{Sha256, sha256};
#[doc(hidden)]
pub use encode::hex;
pub use encode::{Query, percent_encode};
pub use hash::Beginning;
pub use key::{BadCredentials, Credentials, Key};
pub use room::Room;
pub(crate) use room::same;
pub use time::{Timestamp, TimestampRange};

/// Stands where a `SecurityToken` was, in whatever is shown to a person.
pub const PLACEHOLDER: &str = "***";
