//! Single calls, one after the other.

use alicloud_traffic_mirror::error::Error;
use alicloud_traffic_mirror::jobs::Call;
use alicloud_traffic_mirror::request::Params;
use alicloud_traffic_mirror::service::Kind as Sort;
use serde_json::Value as Json;

use super::{Errands, Next, Surroundings, must_be_explained};
use crate::script::{Change, Script};
use crate::truth::{Kind, Truth, Violation, filter_id};
use crate::wire::Wire;

pub struct Calls {
    client: usize,
    changes: Vec<Change>,
    ids: Vec<String>,
    /// Calls begun.
    number: usize,
}

impl Calls {
    pub fn new(script: &Script, client: usize, changes: Vec<Change>) -> Self {
        let sessions = script.sessions().iter();
        Self {
            client,
            changes,
            ids: sessions.map(|session| session.id.clone()).collect(),
            number: 0,
        }
    }

    fn current(&self) -> Option<&Change> {
        self.changes.get(self.number.checked_sub(1)?)
    }

    /// A name that no other intent has.
    fn name(&self) -> String {
        format!("intent-{}-{}", self.client, self.number)
    }

    fn id(&self, at: usize) -> &str {
        let fewer = at % self.ids.len().max(1);
        self.ids.get(fewer).map_or("tms-absent-0", String::as_str)
    }

    fn next(&mut self) -> Next {
        self.number += 1;
        let Some(change) = self.current() else {
            return Next::Over;
        };
        let session = |at: usize| Params::new().text("TrafficMirrorSessionId", self.id(at));
        let (action, params) = match change {
            Change::CreateSession { filter } => {
                let priority = 20_000 + self.client * 100 + self.number;
                let params = Params::new()
                    .text("TrafficMirrorSessionName", &self.name())
                    .text("TrafficMirrorFilterId", &filter_id(*filter))
                    .text("TrafficMirrorTargetId", "eni-target")
                    .text("TrafficMirrorTargetType", "NetworkInterface")
                    .texts("TrafficMirrorSourceIds", ["eni-created"])
                    .integer("Priority", i64::try_from(priority).unwrap_or(0));
                ("CreateTrafficMirrorSession", params)
            }
            Change::CreateFilter => (
                "CreateTrafficMirrorFilter",
                Params::new().text("TrafficMirrorFilterName", &self.name()),
            ),
            Change::DeleteSession { at } => ("DeleteTrafficMirrorSession", session(*at)),
            Change::DryDelete { at } => (
                "DeleteTrafficMirrorSession",
                session(*at).boolean("DryRun", true),
            ),
            Change::UpdateSession { at } => (
                "UpdateTrafficMirrorSessionAttribute",
                session(*at).integer("PacketLength", 900),
            ),
            Change::UpdateFilter { filter } => (
                "UpdateTrafficMirrorFilterAttribute",
                Params::new()
                    .text("TrafficMirrorFilterId", &filter_id(*filter))
                    .text("TrafficMirrorFilterDescription", "a description"),
            ),
        };
        Next::Job(Box::new(Call::new(action, params)))
    }

    fn check_success(&self, result: &[u8], around: &Surroundings<'_>) -> Result<(), Violation> {
        match self.current() {
            Some(Change::CreateSession { .. } | Change::CreateFilter) => {
                let result: Json = serde_json::from_slice(result).unwrap_or_default();
                let id = |name| result.get(name).and_then(Json::as_str);
                let id = id("TrafficMirrorSessionId").or_else(|| id("TrafficMirrorFilterId"));
                let known = around.truth.created.get(&self.name());
                if !id.is_some_and(|id| known.is_some_and(|known| known.contains(id))) {
                    return Kind::Lost.because(format!("{} is said to be created", self.name()));
                }
            }
            Some(Change::DeleteSession { at }) => {
                let id = self.id(*at);
                let fact = around.truth.sessions.get(id);
                if fact.is_none_or(|fact| fact.gone_at.is_none()) {
                    return Kind::Lost.because(format!("{id} is said to be deleted"));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn check_error(&self, error: &Error, around: &Surroundings<'_>) -> Result<(), Violation> {
        let Some(sort) = error.kind() else {
            return must_be_explained(error, around, "a call");
        };
        match (self.current(), sort) {
            (Some(Change::DeleteSession { at }), Sort::NotFound) => {
                let fact = around.truth.sessions.get(self.id(*at));
                let by = fact.and_then(|fact| fact.deleted_by.as_ref());
                if by.is_some_and(|(client, _)| *client == around.client) && !self.is_repeated(*at)
                {
                    let id = self.id(*at);
                    return Kind::Lost
                        .because(format!("the delete of {id} is said to have failed"));
                }
                Ok(())
            }
            (_, Sort::Busy | Sort::Dependency | Sort::NotFound) => Ok(()),
            // A repetition of what is still being answered.
            (_, Sort::Conflict) if around.faults => Ok(()),
            _ => must_be_explained(error, around, "a call"),
        }
    }

    /// Whether an earlier call of this client was about the same session.
    fn is_repeated(&self, at: usize) -> bool {
        let earlier = self.changes.iter().take(self.number.saturating_sub(1));
        earlier
            .filter_map(|change| match change {
                Change::DeleteSession { at } => Some(self.id(*at)),
                _ => None,
            })
            .any(|id| id == self.id(at))
    }
}

impl Errands for Calls {
    fn begin(&mut self, _checkpoint: Option<&str>, _now: i64) -> Next {
        self.next()
    }

    fn ended(
        &mut self,
        result: Result<Vec<u8>, Error>,
        around: &Surroundings<'_>,
    ) -> Result<Next, Violation> {
        match result {
            Ok(result) => self.check_success(&result, around)?,
            Err(error) => self.check_error(&error, around)?,
        }
        Ok(self.next())
    }

    fn goes_on(&self, _checkpoint: bool) -> bool {
        true
    }

    fn intent_of(&self, wire: &Wire) -> Option<String> {
        Some(format!("{} {}", self.number, wire.intent()?))
    }

    fn may_send(&self, wire: &Wire, _truth: &Truth) -> Result<(), Violation> {
        let id = wire.parameter("TrafficMirrorSessionId");
        let meant = match self.current() {
            Some(
                Change::DeleteSession { at }
                | Change::DryDelete { at }
                | Change::UpdateSession { at },
            ) => id == Some(self.id(*at)),
            _ => id.is_none(),
        };
        if meant {
            Ok(())
        } else {
            Kind::Bystander.because("a call is about another session than was asked for")
        }
    }
}
