//! What a teardown tells: its progress, and its report at the end.

use alloc::string::String;
use alloc::vec::Vec;

use super::objects::{Item, Objects, Status};
use super::plan::{Plan, Reason};
use crate::json;

/// How far the sessions have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Progress {
    total: i64,
    requested: i64,
    deleting: i64,
    deleted: i64,
    failed: i64,
}

impl Progress {
    pub(super) fn of(sessions: &Objects) -> Self {
        let count = |status| sessions.count(status);
        let total = i64::try_from(sessions.items.len()).unwrap_or(i64::MAX);
        Self {
            total,
            requested: total - count(Status::Pending) - count(Status::Flying) - count(Status::Busy),
            deleting: count(Status::Deleting),
            deleted: count(Status::Deleted) + count(Status::AlreadyGone),
            failed: count(Status::Failed),
        }
    }

    /// Sessions about which nothing more is done.
    pub(super) const fn over(&self) -> i64 {
        self.deleted + self.failed
    }

    /// `since` is what was over when this process began, `elapsed_here` how long it has been at it.
    pub(super) fn event(&self, elapsed_ms: i64, since: i64, elapsed_here: i64) -> Vec<u8> {
        let mut event = Vec::new();
        let mut object = json::Object::begin(&mut event);
        object.text("type", "teardown");
        object.integer("total", self.total);
        object.integer("requested", self.requested);
        object.integer("deleting", self.deleting);
        object.integer("deleted", self.deleted);
        object.integer("failed", self.failed);
        object.integer("elapsedMs", elapsed_ms);
        let done = self.over() - since;
        if done > 0 {
            let left = elapsed_here.saturating_mul(self.total - self.over());
            object.integer("etaMs", left / done);
        }
        object.end();
        event
    }
}

/// The report, as JSON. A dry run's has `planned` and `plannedFilters` too.
pub(super) fn write(plan: &Plan, dry_run: bool, calls: i64, elapsed_ms: i64) -> Vec<u8> {
    let items = || plan.sessions.items.iter().chain(&plan.filters.items);
    let mut kept: Vec<(&str, Reason)> = plan
        .kept
        .iter()
        .map(|(id, reason)| (id.as_str(), *reason))
        .collect();
    for item in items() {
        if item.status == Status::Used {
            kept.push((&item.id, Reason::Used));
        } else if dry_run && !item.seen && !is_settled(item) {
            kept.push((&item.id, Reason::Unlisted));
        }
    }
    let with = |status| -> Vec<&str> {
        items()
            .filter(|item| item.status == status)
            .map(|item| item.id.as_str())
            .collect()
    };
    let planned = |objects: &Objects| -> Vec<String> {
        let mut planned = Vec::new();
        for item in &objects.items {
            if item.seen && !is_settled(item) {
                planned.push(item.id.clone());
            }
        }
        planned
    };
    let failed: Vec<&Item> = items()
        .filter(|item| item.status == Status::Failed)
        .collect();
    let mut report = Vec::new();
    let mut object = json::Object::begin(&mut report);
    object.list("deleted", &with(Status::Deleted), |id, out| {
        json::string(id, out);
    });
    object.list("alreadyGone", &with(Status::AlreadyGone), |id, out| {
        json::string(id, out);
    });
    object.list("kept", &kept, |(id, reason), out| {
        let mut object = json::Object::begin(out);
        object.text("id", id);
        object.text("reason", reason.as_str());
        object.end();
    });
    object.list("failed", &failed, |item, out| {
        let mut error = Vec::new();
        if let Some(reason) = &item.error {
            reason.write_json(&mut error);
        }
        let mut object = json::Object::begin(out);
        object.text("id", &item.id);
        object.raw("error", if error.is_empty() { b"null" } else { &error });
        object.end();
    });
    if dry_run {
        for (name, objects) in [
            ("planned", &plan.sessions),
            ("plannedFilters", &plan.filters),
        ] {
            object.list(name, &planned(objects), |id, out| json::string(id, out));
        }
    }
    object.integer("calls", calls);
    object.integer("elapsedMs", elapsed_ms);
    object.end();
    report
}

/// Whether nothing more is done about it.
const fn is_settled(item: &Item) -> bool {
    matches!(
        item.status,
        Status::Deleted | Status::AlreadyGone | Status::Failed | Status::Used
    )
}
