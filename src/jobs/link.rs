//! What the jobs of one client share.

use super::pace::Pace;
use super::retry::{Budget, Policy};
use crate::request::{Draft, Format, Style};
use crate::service::Rate;

/// How a client calls, and what it has learnt.
#[derive(Debug)]
pub struct Link {
    /// V1 form or V3.
    pub style: Style,
    /// Format of answers to operations of the table; others are always asked for JSON.
    pub format: Format,
    /// How often and after how long failed attempts are repeated.
    pub policy: Policy,
    /// Whether the host can fetch new keys when these are refused as expired.
    pub refreshable: bool,
    /// Whether anybody takes events other than progress.
    pub watched: bool,
    /// Counts changes of keys, so that a call that was signed with older ones knows.
    pub keys: u32,
    /// How far the service's clock is ahead of ours, in milliseconds, as far as we had to learn it.
    pub(super) offset: i64,
    pub(super) pace: Pace,
    pub(super) budget: Budget,
    /// What requests are written with. It keeps what all requests of a signer have in common.
    pub(super) draft: Draft,
}

/// The documented rate of CreateTrafficMirrorSession, assumed for every operation.
pub const DEFAULT_RATE: Rate = Rate {
    calls: 600,
    period_ms: 60_000,
};

impl Link {
    /// A link as a client has it by default, but for the given.
    #[must_use]
    pub fn new(style: Style, format: Format, policy: Policy, rate: Option<Rate>) -> Self {
        Self {
            style,
            format,
            policy,
            refreshable: false,
            watched: false,
            keys: 0,
            offset: 0,
            pace: Pace::new(rate),
            budget: Budget::new(),
            draft: Draft::new(),
        }
    }

    /// Wipes what is kept of keys. It costs the next request some time, and nothing else.
    pub fn forget(&mut self) {
        self.draft.forget();
    }
}

/// As a server's client has it: signature V3, answers in JSON, five attempts, the documented rate.
impl Default for Link {
    fn default() -> Self {
        Self::new(
            Style::V3,
            Format::Json,
            Policy::default(),
            Some(DEFAULT_RATE),
        )
    }
}
