//! What is really there, kept beside the service from what it answered, and what follows when a client is wrong.

use std::collections::{BTreeMap, BTreeSet};

use crate::script::{GROUPS, HOUR, START, Script, Session};

/// How a run went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pub kind: Kind,
    pub what: String,
}

/// The promises, by the word for breaking each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What a report or a wait says is not what is there, or something asked for is in no report.
    Lost,
    /// Two changes for one intent, or an attempt that the service cannot know for one.
    Double,
    /// Something that nobody meant was changed.
    Bystander,
    /// Something was made and left behind.
    Leaked,
    /// A key, a token or a signature in something that is told.
    Secret,
    /// More calls in a period than the client was told to make.
    Rate,
    /// A nonce twice.
    Nonce,
    /// A request after an abort.
    AfterAbort,
    /// It does not end.
    Unfinished,
    Panic,
}

impl Kind {
    pub const ALL: [(Self, &'static str); 10] = [
        (Self::Lost, "lost"),
        (Self::Double, "double"),
        (Self::Bystander, "bystander"),
        (Self::Leaked, "leaked"),
        (Self::Secret, "secrets"),
        (Self::Rate, "rateViolations"),
        (Self::Nonce, "noncesReused"),
        (Self::AfterAbort, "sentAfterAbort"),
        (Self::Unfinished, "unfinished"),
        (Self::Panic, "panics"),
    ];

    pub fn name(self) -> &'static str {
        let mut names = Self::ALL.iter();
        names
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }

    pub fn because<T>(self, what: impl Into<String>) -> Result<T, Violation> {
        let what = what.into();
        Err(Violation { kind: self, what })
    }
}

/// A session that was or is there.
#[derive(Debug, Clone)]
pub struct Fact {
    pub spec: Session,
    /// Clients whose delete of it was accepted, with the token: at most one, but for repetitions.
    pub deleted_by: Option<(usize, String)>,
    pub gone_at: Option<i64>,
    /// Existed when the run began.
    pub original: bool,
}

#[derive(Debug, Default)]
pub struct Truth {
    pub sessions: BTreeMap<String, Fact>,
    /// Ids of what was created, by the name that its one intent gave it.
    pub created: BTreeMap<String, BTreeSet<String>>,
    pub filters_deleted: BTreeSet<String>,
    deleting_ms: i64,
}

impl Truth {
    pub fn of(script: &Script) -> Self {
        let fact = |spec: &Session| {
            let gone_at = match spec.state {
                Some(("Deleting", ms)) => Some(START + ms),
                _ => None,
            };
            let fact = Fact {
                spec: spec.clone(),
                deleted_by: None,
                gone_at,
                original: true,
            };
            (spec.id.clone(), fact)
        };
        Self {
            sessions: script.sessions().iter().map(fact).collect(),
            created: BTreeMap::new(),
            filters_deleted: BTreeSet::new(),
            deleting_ms: script.deleting_ms,
        }
    }

    pub fn is_gone(&self, id: &str, now: i64) -> bool {
        let fact = self.sessions.get(id);
        fact.is_none_or(|fact| fact.gone_at.is_some_and(|at| at <= now))
    }

    /// The service accepted a delete, or repeated that it had.
    pub fn deleted(
        &mut self,
        id: &str,
        client: usize,
        token: &str,
        now: i64,
    ) -> Result<(), Violation> {
        let Some(fact) = self.sessions.get_mut(id) else {
            return Kind::Bystander
                .because(format!("a delete of {id}, which is none, was accepted"));
        };
        match &fact.deleted_by {
            Some((_, known)) if known != token => {
                Kind::Double.because(format!("the delete of {id} was accepted twice"))
            }
            Some(_) => Ok(()),
            None => {
                fact.deleted_by = Some((client, token.to_owned()));
                fact.gone_at = Some(now + self.deleting_ms);
                Ok(())
            }
        }
    }

    /// The service created something, or repeated that it had.
    pub fn created(&mut self, name: &str, id: &str, filter: Option<&str>) -> Result<(), Violation> {
        let ids = self.created.entry(name.to_owned()).or_default();
        ids.insert(id.to_owned());
        if ids.len() > 1 {
            return Kind::Double.because(format!("{name} was created twice"));
        }
        if let Some(filter) = filter {
            self.sessions.entry(id.to_owned()).or_insert_with(|| Fact {
                spec: created_session(id, filter),
                deleted_by: None,
                gone_at: None,
                original: false,
            });
        }
        Ok(())
    }
}

/// What a session is that a client of the simulation created: of no group, young.
fn created_session(id: &str, filter: &str) -> Session {
    Session {
        id: id.to_owned(),
        filter: number_of(filter),
        group: GROUPS,
        old: false,
        enabled: false,
        state: None,
        hidden: 0,
    }
}

pub fn filter_id(number: u64) -> String {
    format!("tmf-{number:03}")
}

fn number_of(filter: &str) -> u64 {
    let digits = filter.strip_prefix("tmf-");
    digits
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(u64::MAX)
}

/// How long ago a session of the script was created.
pub const fn age(old: bool) -> i64 {
    if old { 48 * HOUR } else { HOUR }
}
