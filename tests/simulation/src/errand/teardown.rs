//! A teardown, resumed as often as it takes.

use std::collections::BTreeSet;

use alicloud_traffic_mirror::error::Error;
use alicloud_traffic_mirror::jobs::{Teardown, TeardownOptions};
use alicloud_traffic_mirror::request::Params;
use serde_json::Value as Json;

use super::{Errands, Next, Surroundings, is_of_the_way, must_be_explained};
use crate::script::{ABSENT, By, OLDER_THAN, Script, Target};
use crate::truth::{Fact, Kind, Truth, Violation, filter_id};
use crate::wire::Wire;

pub struct Teardowns {
    target: Target,
    ids: Vec<String>,
    options: TeardownOptions,
    /// Errors so far.
    errors: u32,
}

/// A caller gives up in the end.
const MOST_ERRORS: u32 = 6;

impl Teardowns {
    pub fn new(script: &Script, target: Target, with_filters: bool, dry_run: bool) -> Self {
        let mut ids = Vec::new();
        if let By::Ids(group) = target.by {
            let members = script.sessions().iter();
            let members = members.filter(|session| session.group == group);
            ids.extend(members.map(|session| session.id.clone()));
            ids.extend((0..ABSENT).map(|number| format!("tms-absent-{number}")));
        }
        Self {
            target,
            ids,
            options: TeardownOptions {
                dry_run,
                with_filters,
                checkpoints: true,
            },
            errors: 0,
        }
    }

    fn params(&self) -> Params {
        let group_tag = |group: u64| {
            let tag = Params::new().text("Key", "group");
            tag.text("Value", &group.to_string())
        };
        let params = match self.target.by {
            By::Ids(_) => Params::new().texts("ids", self.ids.iter().map(String::as_str)),
            By::All => Params::new().boolean("all", true),
            By::Tag(group) => selecting(&Params::new().objects("Tags", [group_tag(group)])),
            By::Name(group) => {
                let name = format!("group-{group}");
                selecting(&Params::new().text("TrafficMirrorSessionName", &name))
            }
            By::TagAndEnabled(group) => {
                let fields = Params::new().objects("Tags", [group_tag(group)]);
                selecting(&fields.boolean("Enabled", true))
            }
            By::Source(group) => {
                let source = format!("eni-{group}");
                selecting(&Params::new().text("TrafficMirrorSourceId", &source))
            }
            By::Filter(filter) => {
                selecting(&Params::new().text("TrafficMirrorFilterId", &filter_id(filter)))
            }
        };
        if self.target.older {
            params.integer("olderThanMs", OLDER_THAN)
        } else {
            params
        }
    }

    fn check(&self, report: &Json, around: &Surroundings<'_>) -> Result<(), Violation> {
        let list = |name: &str| {
            report
                .get(name)
                .and_then(Json::as_array)
                .into_iter()
                .flatten()
        };
        let texts = |name: &'static str| list(name).filter_map(Json::as_str);
        let named = |name: &'static str| {
            let items = list(name).filter_map(|item| Some((item.get("id")?.as_str()?, item)));
            items.collect::<Vec<_>>()
        };
        let mut reported = BTreeSet::new();
        let mut once = |id: &str| {
            if reported.insert(id.to_owned()) {
                Ok(())
            } else {
                Kind::Lost.because(format!("{id} is twice in the report"))
            }
        };
        for id in texts("deleted") {
            once(id)?;
            self.check_deleted(id, around)?;
        }
        for id in texts("alreadyGone") {
            once(id)?;
            Self::check_already_gone(id, around)?;
        }
        for (id, item) in named("failed") {
            once(id)?;
            let error = item.get("error").unwrap_or(&Json::Null);
            Self::check_failed(id, error, around)?;
        }
        for (id, item) in named("kept") {
            once(id)?;
            let fact = around.truth.sessions.get(id);
            let reason = item
                .get("reason")
                .and_then(Json::as_str)
                .unwrap_or_default();
            let meant = fact.is_some_and(|fact| self.must_be_listed(fact));
            if meant && !reason.starts_with("no List") {
                return Kind::Lost.because(format!("{id} was kept: {reason}"));
            }
        }
        reported.extend(texts("planned").map(str::to_owned));
        self.check_whole(&reported, around.truth)?;
        match (report.get("calls").and_then(Json::as_i64), around.sent) {
            (Some(told), Some(sent)) if told != sent => {
                Kind::Lost.because(format!("{sent} calls are reported as {told}"))
            }
            _ => Ok(()),
        }
    }

    fn check_deleted(&self, id: &str, around: &Surroundings<'_>) -> Result<(), Violation> {
        if id.starts_with("tmf-") {
            return if around.truth.filters_deleted.contains(id) {
                Ok(())
            } else {
                Kind::Lost.because(format!(
                    "{id} is reported as deleted; no delete was accepted"
                ))
            };
        }
        let Some(fact) = around.truth.sessions.get(id) else {
            return Kind::Lost.because(format!("{id} never existed, and is reported as deleted"));
        };
        if !around.truth.is_gone(id, around.now) {
            return Kind::Lost.because(format!("{id} is reported as deleted, and is there"));
        }
        if !self.target.means(&fact.spec) {
            return Kind::Bystander
                .because(format!("{id} was not meant, and is reported as deleted"));
        }
        Ok(())
    }

    fn check_already_gone(id: &str, around: &Surroundings<'_>) -> Result<(), Violation> {
        if id.starts_with("tmf-") {
            return Ok(());
        }
        if !around.truth.is_gone(id, around.now) {
            return Kind::Lost.because(format!("{id} is reported as gone, and is there"));
        }
        let fact = around.truth.sessions.get(id);
        let own = fact.and_then(|fact| fact.deleted_by.as_ref());
        let own = own.is_some_and(|(client, _)| *client == around.client);
        if own && fact.is_some_and(|fact| fact.spec.hidden == 0) {
            return Kind::Lost.because(format!("{id} was deleted by this job, which denies it"));
        }
        Ok(())
    }

    fn check_failed(id: &str, error: &Json, around: &Surroundings<'_>) -> Result<(), Violation> {
        let text = |name| error.get(name).and_then(Json::as_str).unwrap_or_default();
        let code = text("code");
        let kind = text("kind");
        let of_the_way = matches!(code, "TRANSPORT" | "TIMEOUT" | "BAD_RESPONSE")
            || matches!(kind, "throttled" | "unavailable")
            || text("serviceCode") == "SignatureNonceUsed";
        if around.faults && of_the_way {
            return Ok(());
        }
        Kind::Lost.because(format!("{id} failed: {}", text("message")))
    }

    /// Whether a List must have shown this one to the plan.
    fn must_be_listed(&self, fact: &Fact) -> bool {
        fact.original
            && self.target.means(&fact.spec)
            && fact.spec.hidden == 0
            && !matches!(fact.spec.state, Some(("Deleting", _)))
            && fact.deleted_by.is_none()
    }

    /// Everything that was asked for is in the report.
    fn check_whole(&self, reported: &BTreeSet<String>, truth: &Truth) -> Result<(), Violation> {
        for id in &self.ids {
            if !reported.contains(id) {
                return Kind::Lost.because(format!("{id} is in no part of the report"));
            }
        }
        for (id, fact) in &truth.sessions {
            if self.must_be_listed(fact) && !reported.contains(id) {
                return Kind::Lost.because(format!("{id} is in no part of the report"));
            }
        }
        Ok(())
    }
}

impl Errands for Teardowns {
    fn begin(&mut self, checkpoint: Option<&str>, _now: i64) -> Next {
        let job = match checkpoint {
            Some(text) => Teardown::resume(text, self.options),
            None => Teardown::new(&self.params(), self.options),
        };
        match job {
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
            Ok(report) => {
                let Ok(report) = serde_json::from_slice::<Json>(&report) else {
                    return Kind::Lost.because("the report is no JSON");
                };
                self.check(&report, around)?;
                Ok(Next::Over)
            }
            Err(error) => {
                must_be_explained(&error, around, "the teardown")?;
                self.errors += 1;
                let again = is_of_the_way(&error) && self.errors < MOST_ERRORS;
                Ok(if again { Next::Again } else { Next::Over })
            }
        }
    }

    fn may_send(&self, wire: &Wire, truth: &Truth) -> Result<(), Violation> {
        let action = wire.action();
        if action.starts_with("List") {
            return Ok(());
        }
        if self.options.dry_run {
            return Kind::Bystander.because(format!("a dry run sent {action}"));
        }
        let (meant, id) = match action {
            "DeleteTrafficMirrorSession" => {
                let id = wire.parameter("TrafficMirrorSessionId").unwrap_or_default();
                let fact = truth.sessions.get(id);
                let meant = fact.map_or_else(
                    || self.ids.iter().any(|known| known == id),
                    |fact| self.target.means(&fact.spec),
                );
                (meant, id)
            }
            "DeleteTrafficMirrorFilter" => {
                let id = wire.parameter("TrafficMirrorFilterId").unwrap_or_default();
                let mut facts = truth.sessions.values();
                let used = facts
                    .any(|fact| filter_id(fact.spec.filter) == id && self.target.means(&fact.spec));
                (used && self.options.with_filters, id)
            }
            _ => (false, ""),
        };
        if meant {
            Ok(())
        } else {
            Kind::Bystander.because(format!("{action} {id}, which nobody meant"))
        }
    }
}

/// `{ where: { … } }` in the flat form.
fn selecting(fields: &Params) -> Params {
    Params::from_bytes([b"kwhere\0{", fields.as_bytes(), b"}"].concat())
}
