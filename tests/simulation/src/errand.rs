//! What a client is about, and whether what it ends with is true.

mod calls;
mod listing;
mod open;
mod teardown;
mod wait;

use alicloud_traffic_mirror::error::Error;
use alicloud_traffic_mirror::jobs::Job;
use alicloud_traffic_mirror::service::Kind as Sort;

use crate::script::{Scenario, Script};
use crate::truth::{Kind, Truth, Violation};
use crate::wire::Wire;

/// What a client does, job by job.
pub trait Errands {
    /// Begins, or goes on in a new process or after an abort.
    fn begin(&mut self, checkpoint: Option<&str>, now: i64) -> Next;

    /// Takes what a job ended with; fails where that is not the truth.
    fn ended(
        &mut self,
        result: Result<Vec<u8>, Error>,
        around: &Surroundings<'_>,
    ) -> Result<Next, Violation>;

    /// Whether anything is left to do after an abort.
    fn goes_on(&self, checkpoint: bool) -> bool {
        checkpoint
    }

    /// The intended change that a request is an attempt of.
    fn intent_of(&self, wire: &Wire) -> Option<String> {
        wire.intent()
    }

    /// Fails where a request is about what nobody meant.
    fn may_send(&self, _wire: &Wire, _truth: &Truth) -> Result<(), Violation> {
        Ok(())
    }
}

pub type Errand = Box<dyn Errands>;

/// What follows.
pub enum Next {
    Job(Box<dyn Job>),
    /// From the last checkpoint, or from the beginning, as a caller would after an error.
    Again,
    Over,
}

/// What is known when a job ends.
pub struct Surroundings<'a> {
    pub client: usize,
    pub now: i64,
    pub truth: &'a Truth,
    /// Whether anything went wrong with this client's requests.
    pub faults: bool,

    /// The requests of the job, if no other process was at it.
    pub sent: Option<i64>,
}

pub fn errand(script: &Script, client: usize, scenario: &Scenario) -> Errand {
    match scenario {
        Scenario::Teardown {
            target,
            with_filters,
            dry_run,
        } => Box::new(teardown::Teardowns::new(
            script,
            target.clone(),
            *with_filters,
            *dry_run,
        )),
        Scenario::WaitDeleted { group } => Box::new(wait::Waits::until_deleted(script, *group)),
        Scenario::WaitCreated { group } => Box::new(wait::Waits::until_created(script, *group)),
        Scenario::Listing { group } => Box::new(listing::Lists::new(script, *group)),
        Scenario::Open { filter } => Box::new(open::Opens::new(client, *filter)),
        Scenario::Calls(changes) => Box::new(calls::Calls::new(script, client, changes.clone())),
    }
}

/// Whether a fault on the way explains an error: it was repeated as often as allowed, and still failed.
fn is_of_the_way(error: &Error) -> bool {
    match error {
        Error::Transport(_) | Error::Timeout(_) | Error::Unreadable(_) => true,
        Error::Service { refusal, .. } => {
            matches!(refusal.class.kind, Sort::Throttled | Sort::Unavailable)
                || matches!(refusal.code.as_str(), "SignatureNonceUsed")
        }
        _ => false,
    }
}

/// Fails where nothing that went wrong explains an error.
fn must_be_explained(
    error: &Error,
    around: &Surroundings<'_>,
    what: &str,
) -> Result<(), Violation> {
    if around.faults && is_of_the_way(error) {
        return Ok(());
    }
    Kind::Lost.because(format!("{what} ended with {}", error.message()))
}
