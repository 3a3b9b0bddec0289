//! Faults that a test orders: what goes wrong on the way, and when.

use super::digits::{filled, in_digits};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value as Json;

use super::fields::{FieldError, Fields};
use super::{Refusal, calendar};
use crate::service;

/// A fault, to come over the next requests that it is for.
///
/// In JSON: `{"kind": "delay", "ms": 250, "on": "DeleteTrafficMirrorSession", "times": 2}`; see [`FaultKind`] for the
/// kinds and what else each takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The operation it is for; every one where it is `None`.
    pub on: Option<String>,
    /// How many requests it comes over; 1 by default.
    pub times: u32,
    /// What goes wrong.
    pub kind: FaultKind,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// `drop-request`: lost on the way here. Nothing happens, and no answer comes.
    DropRequest,
    /// `drop-response`: the request is carried out; the answer is lost on the way back.
    DropResponse,
    /// `reset`: the request is carried out, and then the connection is cut.
    Reset,
    /// `html-502`: a proxy in front answers with its own page. Nothing happens.
    Html502,
    /// `empty`: the request is carried out; the answer has its status and no body.
    Empty,
    /// `truncate`: the request is carried out; the answer breaks off half way.
    Truncate,
    /// `delay`: the request is carried out at once; the answer is held back for so many milliseconds, up to an hour.
    /// Until then its `ClientToken` counts as being processed.
    Delay {
        /// For so many milliseconds.
        ms: u64,
    },
    /// `error`: a request that the gateway would let through is answered with this error instead. Nothing happens.
    Error {
        /// From 400 to 599.
        status: u16,
        /// The code to answer with, known or not.
        code: String,
        /// For the header `x-acs-retry-after`, in milliseconds.
        retry_after_ms: Option<u64>,
    },
    /// `clock-skew`: from now on the service's own clock is ahead by so many milliseconds (behind, if negative), for the
    /// freshness of signatures and the `Date` header. It is for all requests and stays until another replaces it.
    ClockSkew {
        /// By so many milliseconds; negative is behind.
        ms: i64,
    },
}

const TEN_YEARS_MS: i64 = 315_576_000_000;
const HOUR_MS: i64 = 3_600_000;
/// Faults waiting at once.
const MOST_FAULTS: usize = 1_000;

impl Fault {
    /// Reads a fault from JSON.
    ///
    /// # Errors
    /// Names the first field that is missing, unknown for this kind, of the wrong type or out of bounds.
    pub fn from_json(json: &Json) -> Result<Self, FieldError> {
        let simple = |kind| (kind, &["kind", "on", "times"][..]);
        let (word, known) = match Fields::any("", json)?.required_text("kind")? {
            "delay" => ("delay", &["kind", "on", "times", "ms"][..]),
            "error" => (
                "error",
                &["kind", "on", "times", "status", "code", "retryAfterMs"][..],
            ),
            "clock-skew" => ("clock-skew", &["kind", "ms"][..]),
            other => simple(other),
        };
        let fields = Fields::of("", json, known)?;
        let required = |name, min, max| {
            fields
                .integer(name, min, max)?
                .ok_or_else(|| fields.error(name, "is required"))
        };
        let kind = match word {
            "drop-request" => FaultKind::DropRequest,
            "drop-response" => FaultKind::DropResponse,
            "reset" => FaultKind::Reset,
            "html-502" => FaultKind::Html502,
            "empty" => FaultKind::Empty,
            "truncate" => FaultKind::Truncate,
            "delay" => FaultKind::Delay {
                ms: required("ms", 0, HOUR_MS)?.unsigned_abs(),
            },
            "clock-skew" => FaultKind::ClockSkew {
                ms: required("ms", -TEN_YEARS_MS, TEN_YEARS_MS)?,
            },
            "error" => FaultKind::Error {
                status: u16::try_from(required("status", 400, 599)?).unwrap_or(500),
                code: fields.required_text("code")?.to_owned(),
                retry_after_ms: fields
                    .integer("retryAfterMs", 0, HOUR_MS)?
                    .map(i64::unsigned_abs),
            },
            _ => {
                return Err(fields.error(
                    "kind",
                    "must be one of drop-request, drop-response, reset, html-502, empty, truncate, delay, error, \
                     clock-skew",
                ));
            }
        };
        let on = fields.text("on")?.map(str::to_owned);
        let times = fields.integer("times", 1, 1_000_000)?.unwrap_or(1);
        Ok(Self {
            on,
            times: u32::try_from(times).unwrap_or(1),
            kind,
        })
    }
}

/// The faults that are still to come, in the order they were ordered in. A request takes the first that is for it and
/// no other.
#[derive(Debug, Default)]
pub(super) struct Faults {
    waiting: Vec<Fault>,
    skew_ms: i64,
}

impl Faults {
    /// An `on` that no operation has would never come; that is refused.
    pub(super) fn order(&mut self, fault: Fault) -> Result<(), FieldError> {
        if let FaultKind::ClockSkew { ms } = fault.kind {
            self.skew_ms = ms.clamp(-TEN_YEARS_MS, TEN_YEARS_MS);
            return Ok(());
        }
        if fault
            .on
            .as_deref()
            .is_some_and(|on| service::operation(on).is_none())
        {
            return Err(FieldError::new("on", "names no operation"));
        }
        if fault.times == 0 {
            return Err(FieldError::new("times", "must be at least 1"));
        }
        if self.waiting.len() >= MOST_FAULTS {
            return Err(FieldError::new(
                "",
                filled(
                    "there are {} faults waiting already",
                    &[&in_digits(MOST_FAULTS)],
                ),
            ));
        }
        self.waiting.push(fault);
        Ok(())
    }

    /// The time by which signatures are fresh or stale, and that the `Date` header says.
    pub(super) fn skewed(&self, now: i64) -> i64 {
        now.saturating_add(self.skew_ms).clamp(0, calendar::LAST)
    }

    /// The fault that a request for this operation meets. It is not used up by that.
    pub(super) fn meeting(&self, action: &str) -> Option<(usize, FaultKind)> {
        let for_it = |fault: &Fault| fault.on.as_deref().is_none_or(|on| on == action);
        let at = self.waiting.iter().position(for_it)?;
        Some((at, self.waiting.get(at)?.kind.clone()))
    }

    /// Uses a fault up, once.
    pub(super) fn spend(&mut self, at: usize) {
        if let Some(fault) = self.waiting.get_mut(at) {
            fault.times -= 1;
            if fault.times == 0 {
                self.waiting.remove(at);
            }
        }
    }
}

impl FaultKind {
    /// Whether nothing is carried out, the gateway never seeing the request.
    pub(super) fn is_before_the_gateway(&self) -> bool {
        matches!(self, Self::DropRequest | Self::Html502)
    }

    /// How long the answer is held back.
    pub(super) fn delay_ms(&self) -> u64 {
        if let Self::Delay { ms } = self {
            *ms
        } else {
            0
        }
    }

    /// The error that is answered in place of the service's answer.
    pub(super) fn refusal(&self) -> Option<Refusal> {
        let Self::Error {
            status,
            code,
            retry_after_ms,
        } = self
        else {
            return None;
        };
        let mut refusal = Refusal::new(code.clone(), "This error was ordered by a test.");
        refusal.status = *status;
        refusal.retry_after_ms = *retry_after_ms;
        Some(refusal)
    }
}
