//! Promises about what a client sends, over all its processes: how often, and under which token.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use alicloud_traffic_mirror::service::Rate;

use super::Arrived;
use crate::truth::{Kind, Violation};
use crate::wire::text_in;

/// When calls went out, by action.
#[derive(Debug)]
pub struct Windows {
    rate: Rate,
    sent: BTreeMap<String, VecDeque<i64>>,
}

impl Windows {
    pub fn new(rate: Rate) -> Self {
        Self {
            rate,
            sent: BTreeMap::new(),
        }
    }

    pub fn forget(&mut self) {
        self.sent.clear();
    }

    /// Fails where this is one more than the rate allows in its period.
    pub fn sent(&mut self, action: &str, now: i64) -> Result<(), Violation> {
        if !self.sent.contains_key(action) {
            self.sent.insert(action.to_owned(), VecDeque::new());
        }
        let Some(times) = self.sent.get_mut(action) else {
            return Ok(());
        };
        let period = i64::from(self.rate.period_ms);
        while times.front().is_some_and(|at| at + period <= now) {
            times.pop_front();
        }
        times.push_back(now);
        if times.len() > usize::try_from(self.rate.calls).unwrap_or(usize::MAX) {
            let calls = times.len();
            return Kind::Rate.because(format!("{calls} calls of {action} in {period} ms"));
        }
        Ok(())
    }
}

/// The tokens of each intended change.
#[derive(Debug, Default)]
pub struct Intents(BTreeMap<String, Intent>);

#[derive(Debug, Default)]
struct Intent {
    token: String,
    tokens: BTreeSet<String>,
    /// The last that is known of the token: it was definitely refused.
    refused: bool,
}

impl Intents {
    /// Fails where the token is another than before although the change may have been made under that one.
    pub fn sent(&mut self, intent: &str, token: &str) -> Result<(), Violation> {
        let known = self.0.entry(intent.to_owned()).or_default();
        let returns = known.tokens.contains(token);
        if !known.token.is_empty() && known.token != token && !known.refused && !returns {
            return Kind::Double.because(format!("{intent} went out under a second token"));
        }
        if known.token != token {
            token.clone_into(&mut known.token);
            known.tokens.insert(token.to_owned());
            known.refused = false;
        }
        Ok(())
    }

    /// Whether the change may have been made: it was sent, and not refused since.
    pub fn is_open(&self, intent: &str) -> bool {
        self.0.get(intent).is_some_and(|known| !known.refused)
    }

    pub fn answered(&mut self, intent: &str, arrived: &Arrived) {
        if let Some(known) = self.0.get_mut(intent) {
            known.refused = match arrived {
                Arrived::Answer(answer) => {
                    let code = text_in(&answer.body, "Code").unwrap_or_default();
                    code.starts_with("IncorrectStatus")
                        || code.starts_with("DependencyViolation")
                        || code.starts_with("ResourceNotFound")
                        || code.starts_with("OperationConflict")
                        || code.starts_with("TaskConflict")
                }
                _ => false,
            };
        }
    }
}
