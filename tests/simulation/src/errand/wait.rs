//! Waiting until sessions are created, or gone.

use alicloud_traffic_mirror::error::Error;
use alicloud_traffic_mirror::jobs::{Goal, Wait};

use super::{Errands, Next, Surroundings, must_be_explained};
use crate::script::{Script, Session};
use crate::truth::{Kind, Violation};

pub struct Waits {
    goal: Goal,
    ids: Vec<String>,
    begun: i64,
}

const DEADLINE: i64 = 120_000;
/// Ids asked for. More would take no other path: a List takes a hundred.
const MOST: usize = 120;

impl Waits {
    /// Some of these are never deleted; then the deadline ends it.
    pub fn until_deleted(script: &Script, group: u64) -> Self {
        let deleting = |session: &Session| matches!(session.state, Some(("Deleting", _)));
        let mut ids = members(script, |session| {
            deleting(session) || session.group == group
        });
        ids.push("tms-absent-0".to_owned());
        Self::new(Goal::Deleted, ids)
    }

    pub fn until_created(script: &Script, group: u64) -> Self {
        Self::new(
            Goal::Created,
            members(script, |session| session.group == group),
        )
    }

    fn new(goal: Goal, ids: Vec<String>) -> Self {
        Self {
            goal,
            ids,
            begun: 0,
        }
    }
}

fn members(script: &Script, which: impl Fn(&Session) -> bool) -> Vec<String> {
    let sessions = script.sessions().iter().filter(|session| which(session));
    sessions
        .take(MOST)
        .map(|session| session.id.clone())
        .collect()
}

impl Errands for Waits {
    fn begin(&mut self, _checkpoint: Option<&str>, now: i64) -> Next {
        self.begun = now;
        let ids: Vec<&str> = self.ids.iter().map(String::as_str).collect();
        match Wait::new(self.goal, &ids, DEADLINE) {
            Ok(job) => Next::Job(Box::new(job)),
            Err(_) => Next::Over,
        }
    }

    fn ended(
        &mut self,
        result: Result<Vec<u8>, Error>,
        around: &Surroundings<'_>,
    ) -> Result<Next, Violation> {
        match result {
            Ok(_) if self.goal == Goal::Deleted => {
                let mut left = self.ids.iter();
                if let Some(id) = left.find(|id| !around.truth.is_gone(id, around.now)) {
                    return Kind::Lost.because(format!("the wait ended, and {id} is there"));
                }
            }
            Ok(_) => {
                let known = |id: &&String| !around.truth.sessions.contains_key(*id);
                if let Some(id) = self.ids.iter().find(known) {
                    return Kind::Lost.because(format!("{id} never was, and is said to be there"));
                }
            }
            Err(Error::Deadline { .. }) => {
                if around.now < self.begun + DEADLINE {
                    return Kind::Lost.because("the deadline came too soon");
                }
            }
            Err(error) => must_be_explained(&error, around, "the wait")?,
        }
        Ok(Next::Over)
    }

    fn goes_on(&self, _checkpoint: bool) -> bool {
        true
    }
}
