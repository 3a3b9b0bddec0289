//! What an attempt's outcome says: a result, an error, and whether the work may be done.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::Call;
use crate::error::Error;
use crate::jobs::Outcome;
use crate::json;
use crate::response::{self, Known, Reason, Refusal, ServiceRefusal};
use crate::service::{Access, Kind};

pub(super) const REQUEST_ID: &str = "RequestId";
/// What the rules to delete are called.
const RULE_IDS: &str = "TrafficMirrorFilterRuleIds";

/// The code, so spelled, with which the service reports that it is open already.
const ALREADY_OPEN: &str = "ORDER.OPEND";

/// The code with which the service reports that a dry run passed.
const DRY_RUN_PASSED: &str = "DryRunOperation";

impl Call {
    pub(super) fn read(&self, outcome: &Outcome<'_>) -> Result<Vec<u8>, Error> {
        let answer = match outcome {
            Outcome::Answer { answer, .. } => answer,
            Outcome::NoAnswer(why) => return Err(Error::Transport(Box::new((*why).into()))),
            Outcome::TimedOut(ms) => return Err(Error::Timeout(*ms)),
        };
        // Fetch reports a redirect it was told not to follow as status 0 in browsers and as 3xx elsewhere.
        if answer.status == 0 || (300..400).contains(&answer.status) {
            return Err(Error::Redirected);
        }
        let mut result = Vec::with_capacity(answer.body.len());
        match response::read(self.operation, answer, &mut result) {
            Ok(_) if self.dry_run => Err(Error::DryRunExecuted),
            Ok(known) if known >= self.least() => Ok(result),
            Ok(_) => Err(Error::odd(Reason::Foreign)),
            Err(Refusal::Service(refusal)) if self.dry_run && refusal.code == DRY_RUN_PASSED => {
                Ok(only_request_id(&refusal))
            }
            Err(refusal) => Err(Error::answered(&self.action, refusal)),
        }
    }

    /// What there must be in a success for it to be one: a List that shows nothing is to be one that could have.
    fn least(&self) -> Known {
        match self.operation {
            Some(row) if row.kind == Access::Read => Known::Fields,
            _ => Known::RequestId,
        }
    }

    /// What a call has as its result that finds its work done. Opening the service says so itself; a delete that finds
    /// nothing, where an earlier attempt may have had effect. That another object is missing, or one of several rules,
    /// tells nothing of what was to be deleted; and a dry run does no work.
    pub(super) fn done_before(&self, error: &Error) -> Option<Vec<u8>> {
        let refusal = error.refusal()?;
        if refusal.code == ALREADY_OPEN && self.action == "OpenTrafficMirrorService" {
            return Some(only_request_id(refusal));
        }
        let missing = refusal.code.strip_prefix("ResourceNotFound.")?;
        let done = self.ambiguous
            && !self.plain
            && !self.dry_run
            && match self.action.strip_prefix("Delete")? {
                "TrafficMirrorFilterRules" => {
                    missing == "TrafficMirrorRule" && self.params.count(RULE_IDS) == 1
                }
                object => missing == object,
            };
        done.then(|| only_request_id(refusal))
    }
}

/// Whether an attempt that ended so may have been carried out. A connection that was refused and a host that nobody knows
/// carried nothing. A server that fails may do so after the fact; and a nonce that was used already tells that something
/// on the way repeated the request, of which the first was the one that counted.
pub(super) fn may_have_taken_effect(error: &Error) -> bool {
    match error {
        Error::Transport(why) => !matches!(why.as_str(), "ECONNREFUSED" | "ENOTFOUND"),
        Error::Timeout(_) | Error::Unreadable(_) => true,
        Error::Service { refusal, .. } => {
            refusal.class.kind == Kind::Unavailable || refusal.code == "SignatureNonceUsed"
        }
        _ => false,
    }
}

/// The result of a call that has no other: a passed dry run, or a delete that found its work done.
fn only_request_id(refusal: &ServiceRefusal) -> Vec<u8> {
    let mut result = Vec::new();
    let mut object = json::Object::begin(&mut result);
    object.text(
        REQUEST_ID,
        refusal.request_id.as_deref().unwrap_or_default(),
    );
    object.end();
    result
}
