//! What the gateway and the service remember of past requests, all of it bounded: nonces, calls per period,
//! `ClientToken`s.

use super::digits::{filled, in_digits};
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use super::table::{Numbers, Table};
use super::value::Record;
use super::{Refusal, canonical};
use crate::service::Rate;

/// Nonces remembered at once; the oldest are forgotten first.
const MOST_NONCES: usize = 200_000;
/// A timestamp may lie 15 minutes ahead and be used until 15 minutes after: so long could a replay pass for fresh.
/// (Source: inferred; the service does not publish how long it remembers.)
const NONCE_MS: i64 = 2 * super::verify::WINDOW_MS;

/// The nonces that were used, by AccessKey.
#[derive(Debug, Default)]
pub(super) struct Nonces {
    used: Numbers,
    order: VecDeque<(i64, String)>,
}

impl Nonces {
    /// Refuses a nonce that this key has used already, and remembers it. `skewed` is the time by which its request was
    /// fresh. It only ever lengthens how long a nonce is remembered, so that a clock that goes wrong and right again lets
    /// no request in twice.
    pub(super) fn use_up(
        &mut self,
        access_key_id: &str,
        nonce: &str,
        now: i64,
        skewed: i64,
    ) -> Result<(), Refusal> {
        while let Some((at, old)) = self.order.front() {
            if now - at <= NONCE_MS && self.order.len() < MOST_NONCES {
                break;
            }
            self.used.remove(old);
            self.order.pop_front();
        }
        // A nonce can be of any length; half a digest is of one.
        let mut half = digest_of(&[access_key_id, nonce]);
        half.truncate(32);
        if self.used.contains_key(&half) {
            return Err(Refusal::new(
                "SignatureNonceUsed",
                "A request with this nonce was received already.",
            ));
        }
        self.used.insert(half.clone(), 0);
        self.order.push_back((now.max(skewed), half));
        Ok(())
    }
}

/// The calls of the last period, by account and operation: a sliding window.
#[derive(Debug, Default)]
pub(super) struct Calls(Table<VecDeque<i64>>);

impl Calls {
    /// Counts a call, or refuses it and says when there is room for the next. (Source of code and header: official
    /// SDKs, where the header is in milliseconds.)
    pub(super) fn count(
        &mut self,
        account: usize,
        action: &'static str,
        rate: Rate,
        now: i64,
    ) -> Result<(), Refusal> {
        let period = i64::from(rate.period_ms);
        let name = filled("{} {}", &[&in_digits(account), action]);
        if self.0.get(&name).is_none() {
            self.0.insert(&name, VecDeque::new());
        }
        let Some(calls) = self.0.get_mut(&name) else {
            return Ok(());
        };
        while calls.front().is_some_and(|at| now - at >= period) {
            calls.pop_front();
        }
        match calls.front() {
            Some(first) if calls.len() >= rate.calls.try_into().unwrap_or(usize::MAX) => {
                let mut refusal = Refusal::new(
                    "Throttling.User",
                    filled(
                        "{} may be called {} times in {} ms.",
                        &[action, &in_digits(rate.calls), &in_digits(period)],
                    ),
                );
                refusal.retry_after_ms = Some((first + period - now).unsigned_abs());
                Err(refusal)
            }
            _ => {
                calls.push_back(now);
                Ok(())
            }
        }
    }
}

/// Tokens remembered at once; the oldest are forgotten first. How long the service remembers is not published.
const MOST_TOKENS: usize = 100_000;

/// What was answered to each `ClientToken`. Only successes are remembered: a refused call changed nothing, so that its
/// token may be used again. (Source: the reference promises idempotence; the form of it is inferred.)
#[derive(Debug, Default)]
pub(super) struct Tokens {
    answered: Table<Answered>,
    order: VecDeque<TokenKey>,
}

/// Account, region, operation and token.
type TokenKey = String;

#[derive(Debug)]
struct Answered {
    fingerprint: [u8; 32],
    answer: Record,
    /// Until then the first call counts as still running.
    ready_at: i64,
}

pub(super) fn token_key(owner: &str, region: &str, action: &str, token: &str) -> TokenKey {
    digest_of(&[owner, region, action, token])
}

impl Tokens {
    /// The answer that the same call got before, if it was made before.
    pub(super) fn recall(
        &self,
        key: &str,
        fingerprint: [u8; 32],
        now: i64,
    ) -> Result<Option<Record>, Refusal> {
        match self.answered.get(key) {
            None => Ok(None),
            Some(known) if known.fingerprint != fingerprint => Err(Refusal::new(
                "IdempotentParameterMismatch",
                "This ClientToken was used with other parameters.",
            )),
            Some(known) if known.ready_at > now => Err(Refusal::new(
                "LastTokenProcessing",
                "The first call with this ClientToken is still running.",
            )),
            Some(known) => Ok(Some(known.answer.clone())),
        }
    }

    pub(super) fn remember(
        &mut self,
        key: TokenKey,
        fingerprint: [u8; 32],
        answer: Record,
        ready_at: i64,
    ) {
        if self.order.len() >= MOST_TOKENS
            && let Some(oldest) = self.order.pop_front()
        {
            self.answered.remove(&oldest);
        }
        self.answered.insert(
            &key,
            Answered {
                fingerprint,
                answer,
                ready_at,
            },
        );
        self.order.push_back(key);
    }
}

/// A digest of the parts in hexadecimal digits. The lengths keep apart what would read the same joined.
fn digest_of(parts: &[&str]) -> String {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend(part.len().to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    canonical::sha256_hex(&bytes)
}
