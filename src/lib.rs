//! Manage Alibaba Cloud VPC traffic-mirror sessions: sign requests, read answers, and carry a deletion through to
//! "it is gone". No I/O, no clock and no randomness of its own: time, random bytes and answers are arguments.
//!
//! A *job* says what to send and how long to wait, and its host does so. [`jobs::Call`] is one call with all its
//! attempts, [`jobs::Wait`] waits until things are created or gone, [`jobs::Teardown`] deletes many sessions.
//! [`jobs::drive`] runs any of them on a host that may block; a program that must not calls [`jobs::Job::poll`] and
//! [`jobs::Job::receive`] itself.
//!
//! # Quick start
//!
//! Here the host is the emulator of this crate, so that it runs with no account and no network. The one in
//! `examples/native` of the repository sends with `ureq`.
//!
#![cfg_attr(feature = "emulator", doc = "```")]
#![cfg_attr(not(feature = "emulator"), doc = "```ignore")]
//! use alicloud_traffic_mirror::emulator::{Arrival, Clock, Emulator, Options};
//! use alicloud_traffic_mirror::jobs::{Call, Goal, Host, Link, Received, Reply, Wait, drive};
//! use alicloud_traffic_mirror::request::{Params, Request, Signer};
//! use alicloud_traffic_mirror::signing::{Credentials, Key};
//!
//! struct Played(Emulator, u128);
//!
//! impl Host for Played {
//!     fn now(&mut self) -> i64 {
//!         self.0.now()
//!     }
//!     fn random(&mut self) -> [u8; 16] {
//!         self.1 += 1; // A real host asks the operating system: see getrandom::fill.
//!         self.1.to_le_bytes()
//!     }
//!     fn sleep(&mut self, ms: u64) {
//!         self.0.advance(ms);
//!     }
//!     fn send(&mut self, request: &Request) -> Reply {
//!         let (host, target) = request.url["https://".len()..].split_at("vpc.cn-hongkong.aliyuncs.com".len());
//!         let mut headers = vec![("host", host)];
//!         headers.extend(request.headers.iter().map(|(name, value)| (*name, value.as_str())));
//!         let answer = self.0.handle(&Arrival {
//!             method: request.method,
//!             target,
//!             headers: &headers,
//!             body: request.body.as_deref().unwrap_or_default().as_bytes(),
//!             freshness_now: None,
//!         });
//!         Reply::Answer(Received { status: answer.status, body: answer.body, ..Received::default() })
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut emulator = Emulator::new(Options { clock: Clock::Manual, ..Options::default() })?;
//! emulator.load(&serde_json::json!({
//!     "regions": { "cn-hongkong": { "filters": [{}], "sessions": [{ "TrafficMirrorSessionId": "tms-1" }] } }
//! }))?;
//! let mut host = Played(emulator, 0);
//!
//! let key = Key::new(Credentials {
//!     access_key_id: "testid",
//!     access_key_secret: "testsecret",
//!     security_token: None,
//! })?;
//! let mut signer = Signer::new(key, "cn-hongkong");
//! let mut link = Link::default();
//!
//! let session = Params::new().text("TrafficMirrorSessionId", "tms-1");
//! let mut delete = Call::new("DeleteTrafficMirrorSession", session);
//! let accepted = drive(&mut delete, &mut signer, &mut link, &mut host)?;
//! assert!(accepted.starts_with(b"{\"RequestId\":"));
//!
//! let mut gone = Wait::new(Goal::Deleted, &["tms-1"], 300_000)?;
//! drive(&mut gone, &mut signer, &mut link, &mut host)?;
//! assert_eq!(host.0.state()["regions"]["cn-hongkong"]["sessions"], serde_json::json!([]));
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! `client`, the default, is everything but the emulator; `emulator` adds [`emulator`].
//!
//! An import only ever points down this list: `jobs → request, response → signing → service`; `emulator → service`.
#![deny(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(not(test), no_std)]

extern crate alloc;
// For programs that run on an operating system: `jobs::drive` sleeps and looks at its clock.
#[cfg(not(target_arch = "wasm32"))]
extern crate std;

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
pub mod response;
#[cfg(feature = "client")]
mod scan;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use alicloud_traffic_mirror_request::service;
#[cfg(feature = "client")]
use alicloud_traffic_mirror_request::text;
#[cfg(feature = "client")]
pub use alicloud_traffic_mirror_request::{request, signing};

/// The blocks of the guide for Rust users, compiled and run with the other examples.
#[cfg(doctest)]
#[doc = include_str!("../docs/guides/rust.md")]
struct Guide;
