//! The service, played: what the traffic-mirror API would answer to the bytes that arrived, without a network.
//!
//! It verifies signatures, judges parameters by the operation table, keeps filters, their rules and sessions per account and region,
//! and moves them through their states as time passes. It shares with the client of this crate only what the service
//! *is* ([`crate::service`]); how to canonicalise and sign it knows by itself, from the vendor's description.
//!
//! Time and randomness are arguments: [`Emulator::set_now`] and [`Emulator::advance`] move the time, [`Options::seed`]
//! decides everything that is drawn. The same calls make the same answers, byte for byte.
//!
//! ```
//! use alicloud_traffic_mirror::emulator::{Arrival, Emulator, Options};
//!
//! let mut emulator = Emulator::new(Options::default())?;
//! let reply = emulator.handle(&Arrival {
//!     method: "GET",
//!     target: "/?Action=ListTrafficMirrorSessions&Version=2016-04-28&Format=JSON",
//!     headers: &[("host", "vpc.cn-hongkong.aliyuncs.com")],
//!     body: b"",
//!     freshness_now: None,
//! });
//! assert_eq!(reply.status, 400); // MissingAccessKeyId: nobody has signed it.
//! # Ok::<(), alicloud_traffic_mirror::emulator::FieldError>(())
//! ```
//!
//! What the service does is marked in the documentation of each part by where it is known from: the API reference,
//! official SDKs, the Terraform provider; or that it is inferred.

mod activation;
mod answer;
mod arrival;
mod calendar;
mod canonical;
mod digits;
mod faults;
mod fields;
mod filters;
mod fixture;
mod handle;
mod inventory;
#[cfg(any(test, target_arch = "wasm32"))]
pub(crate) mod json;
mod life;
mod memory;
mod operations;
mod options;
mod placement;
mod refusal;
mod requests;
mod resources;
mod rules;
mod seed;
mod session_changes;
mod sessions;
mod store;
mod table;
mod tags;
mod validate;
mod value;
mod verify;
mod world;

use serde_json::Value as Json;

pub use answer::{Disposition, Reply};
pub use arrival::Arrival;
pub use faults::{Fault, FaultKind};
pub use fields::FieldError;
pub use inventory::{Inventory, Item};
pub use options::{Account, Clock, DEFAULT_START_TIME, Options, RateLimit};
pub use requests::Logged;
pub use table::Table;

use faults::Faults;
use memory::{Calls, Nonces, Tokens};
use refusal::Refusal;
use requests::Requests;
use seed::Seeds;
use world::{Means, World};

/// The service. A plain value: nothing happens in it but through its methods.
#[derive(Debug)]
pub struct Emulator {
    options: Options,
    now: i64,
    /// How far ahead of the host's clock a real one is; unknown until the host has told its time.
    ahead: Option<i64>,
    kept: Kept,
}

/// What [`Emulator::reset`] throws away.
#[derive(Debug)]
struct Kept {
    seeds: Seeds,
    world: World,
    inventory: Option<Inventory>,
    nonces: Nonces,
    calls: Calls,
    tokens: Tokens,
    faults: Faults,
    requests: Requests,
}

impl Kept {
    fn new(options: &Options) -> Self {
        let mut seeds = Seeds::new(options.seed);
        Self {
            world: World::new(options, &mut seeds),
            seeds,
            inventory: options.inventory.clone(),
            nonces: Nonces::default(),
            calls: Calls::default(),
            tokens: Tokens::default(),
            faults: Faults::default(),
            requests: Requests::default(),
        }
    }
}

impl Emulator {
    /// An emulator with nothing in it yet.
    ///
    /// # Errors
    /// Names the option that is wrong.
    pub fn new(options: Options) -> Result<Self, FieldError> {
        options.check()?;
        let now = match (options.start_time, options.clock) {
            (Some(time), _) => time,
            (None, Clock::Manual) => DEFAULT_START_TIME,
            (None, Clock::Real) => 0,
        };
        let kept = Kept::new(&options);
        Ok(Self {
            options,
            now,
            ahead: None,
            kept,
        })
    }

    /// Tells the host's time, in milliseconds since 1970, to a real clock; to be called before anything else is. The
    /// emulator's time never goes backwards, even if the host's does. A manual clock does not listen.
    pub fn set_now(&mut self, ms: i64) {
        if self.options.clock == Clock::Manual {
            return;
        }
        let start = self.options.start_time;
        let ahead = *self
            .ahead
            .get_or_insert_with(|| start.map_or(0, |start| start.saturating_sub(ms)));
        self.now = self.now.max(ms.saturating_add(ahead)).min(calendar::LAST);
    }

    /// The emulator's time, in milliseconds since 1970.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.now
    }

    /// Lets time pass, also on a real clock, which then stays ahead.
    pub fn advance(&mut self, ms: u64) {
        let then = self.now.saturating_add_unsigned(ms).min(calendar::LAST);
        if let Some(ahead) = &mut self.ahead {
            *ahead = ahead.saturating_add(then - self.now);
        }
        self.now = then;
    }

    /// Orders a fault for requests to come.
    ///
    /// # Errors
    /// Names the field that is wrong: an `on` that is no operation, `times` of 0, or too many waiting.
    pub fn inject(&mut self, fault: Fault) -> Result<(), FieldError> {
        self.kept.faults.order(fault)
    }

    /// Adds the objects of a fixture to what there is: all of them, or on an error none. The form stands in the
    /// documentation of [`Emulator::state`].
    ///
    /// # Errors
    /// Names the field that is unknown, of the wrong type, out of bounds, or that clashes with what there is.
    pub fn load(&mut self, fixture: &Json) -> Result<(), FieldError> {
        let kept = &mut self.kept;
        kept.world.settle(self.now);
        let fixture = fixture::read(fixture, &kept.world, &self.options, &kept.seeds, self.now)?;
        kept.seeds = fixture.seeds;
        if let Some(more) = fixture.inventory {
            let present = kept.inventory.get_or_insert_default();
            for (id, item) in more.iter() {
                present.insert(id, *item);
            }
        }
        self.now = self.now.max(fixture.now.unwrap_or(self.now));
        for loaded in fixture.places {
            let Some((place, schedule)) = kept.world.place(loaded.key) else {
                continue;
            };
            place.opened = loaded.opened.unwrap_or(place.opened);
            place.locked = loaded.locked.unwrap_or(place.locked);
            let mut means = Means {
                now: self.now,
                options: &self.options,
                seeds: &mut kept.seeds,
                schedule,
            };
            for filter in loaded.filters {
                filters::add(place, &mut means, filter);
            }
            for session in loaded.sessions {
                sessions::add(place, &mut means, session);
            }
        }
        Ok(())
    }

    /// Everything there is, in a form that [`Emulator::load`] takes back:
    ///
    /// ```json
    /// {
    ///   "now": 1767225600000,
    ///   "regions": {
    ///     "cn-hongkong": {
    ///       "serviceOpened": true,
    ///       "businessStatus": "Normal",
    ///       "filters": [{ "TrafficMirrorFilterId": "tmf-1" }],
    ///       "sessions": [{ "TrafficMirrorSessionId": "tms-1", "TrafficMirrorSessionStatus": "Deleting", "settlesAt": 1767225603000 }]
    ///     }
    ///   },
    ///   "accounts": { "another": { "regions": {} } }
    /// }
    /// ```
    ///
    /// `regions` are the first account's, the others' are under `accounts`. Filters, rules and sessions have the fields
    /// that the List operations answer, and `settlesAt` where a state is to end. In a fixture all of it is optional: what
    /// is left out is made up. There may also be an `inventory`, as in [`Options`]. No key or token is in it.
    pub fn state(&mut self) -> Json {
        self.kept.world.settle(self.now);
        fixture::write(&self.kept.world, self.kept.inventory.as_ref(), self.now)
    }

    /// Back to the beginning: objects, faults, memory of requests and randomness. Only the time stays, since it never
    /// goes backwards.
    pub fn reset(&mut self) {
        self.kept = Kept::new(&self.options);
    }

    /// The last 10,000 requests that arrived (fewer if they are long: 32 MiB are kept), oldest first, without keys, tokens
    /// and signatures. `OPTIONS` is not among them.
    #[must_use]
    pub fn requests(&self) -> impl ExactSizeIterator<Item = &Logged> {
        self.kept.requests.iter()
    }
}

/// Whether an operation of the table is played.
#[must_use]
pub fn plays(action: &str) -> bool {
    operations::play_of(action).is_some()
}
