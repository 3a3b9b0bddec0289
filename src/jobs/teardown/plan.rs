//! From what was listed to what will be deleted.

use alloc::string::String;
use alloc::vec::Vec;

use super::ids::Ids;
use super::item::Status;
use super::objects::Objects;
use super::target::{Scope, Target};
use crate::jobs::date;
use crate::jobs::wait::Kind;
use crate::response::View;
use crate::signing::sha256;
use crate::text::hex;

/// What a teardown deletes, and what it leaves alone.
#[derive(Debug)]
pub(super) struct Plan {
    /// All tokens of the job derive from this; it is no secret by itself.
    pub(super) seed: [u8; 16],
    pub(super) sessions: Objects,
    /// The filters of these sessions, if filters are to be deleted too.
    pub(super) filters: Objects,
    pub(super) kept: Kept,
}

/// Sessions that are left alone, each with its reason.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) ids: Ids,
    pub(super) reasons: Vec<Reason>,
}

/// Why a session or filter is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Young,
    NoAge,
    Unmatched,
    Unlisted,
    Used,
}

impl Reason {
    pub(super) const ALL: [Self; 5] = [
        Self::Young,
        Self::NoAge,
        Self::Unmatched,
        Self::Unlisted,
        Self::Used,
    ];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Young => "it is younger than olderThanMs",
            Self::NoAge => "its CreationTime cannot be read, so its age is unknown",
            Self::Unmatched => "the service listed it, but it is not what where asks for",
            Self::Unlisted => "no List shows it; only its delete can say that it is gone",
            Self::Used => "sessions use it",
        }
    }
}

/// The sessions listed so far. Of those that were listed more than once, the first counts.
#[derive(Debug, Default)]
pub(super) struct Listed {
    ids: Ids,
    rows: Vec<Row>,
    filters: Ids,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    status: Status,
    /// Why it is left alone, if it is.
    kept: Option<Reason>,
    /// The place of its filter.
    filter: Option<usize>,
}

impl Plan {
    pub(super) fn nothing() -> Self {
        Self {
            seed: [0; 16],
            sessions: Objects::new(Kind::Session),
            filters: Objects::new(Kind::Filter),
            kept: Kept::default(),
        }
    }

    pub(super) fn objects(&mut self, kind: Kind) -> &mut Objects {
        match kind {
            Kind::Session => &mut self.sessions,
            Kind::Filter => &mut self.filters,
        }
    }
}

impl Kept {
    pub(super) fn add(&mut self, id: &str, reason: Reason) {
        if self.ids.add(id) == self.reasons.len() {
            self.reasons.push(reason);
        }
    }
}

impl Listed {
    /// Takes a page of a List. `now` is the service's time.
    #[inline(never)]
    pub(super) fn take(&mut self, page: &View<'_>, target: &Target, now: i64) {
        for session in page.items(Kind::Session.list_field()) {
            let id = session.text(Kind::Session.id_field()).unwrap_or_default();
            if self.ids.add(&id) != self.rows.len() {
                continue;
            }
            let kept = match target.older_than_ms {
                _ if !target.means(&session) => Some(Reason::Unmatched),
                None => None,
                Some(age) => {
                    let created = session.text("CreationTime");
                    // The latest time it can have been created.
                    match created.and_then(|text| date::latest_of(&text)) {
                        None => Some(Reason::NoAge),
                        Some(created) => {
                            (now.saturating_sub(created) < age).then_some(Reason::Young)
                        }
                    }
                }
            };
            let state = session.text(Kind::Session.state_field());
            let status = match state.as_deref() {
                Some("Deleting") => Status::Deleting,
                Some("Creating" | "Modifying") => Status::Busy,
                _ => Status::Pending,
            };
            let filter = session.text(Kind::Filter.id_field());
            let filter = filter.filter(|id| !id.is_empty());
            self.rows.push(Row {
                status,
                kept,
                filter: filter.map(|id| self.filters.add(&id)),
            });
        }
    }

    /// Makes the plan that follows.
    pub(super) fn plan(&mut self, target: &Target, filters: bool, plan: &mut Plan) {
        // The plan is as large again, and there may be room for twice as many.
        self.ids.fit();
        self.rows.shrink_to_fit();
        // Those that were asked for by their ids come in the order in which they were.
        let ids = if target.scope == Scope::Ids {
            &target.ids
        } else {
            &self.ids
        };
        let kept = self.rows.iter().filter(|row| row.kept.is_some()).count();
        let count = ids.len().saturating_sub(kept);
        plan.sessions
            .reserve(count, ids.total().div_ceil(ids.len().max(1)) * count);
        for place in 0..ids.len() {
            let id = ids.at(place);
            let row = self.ids.find(id).and_then(|at| self.rows.get(at));
            match (row, target.older_than_ms) {
                (
                    Some(Row {
                        kept: Some(reason), ..
                    }),
                    _,
                ) => plan.kept.add(id, *reason),
                (Some(row), _) => {
                    plan.sessions.add(id, row.status, true);
                    if let (true, Some(filter)) = (filters, row.filter) {
                        plan.filters
                            .add(self.filters.at(filter), Status::Unchecked, true);
                    }
                }
                // What is not listed may be there all the same, where lists lag; it may then be young, too.
                (None, Some(_)) => plan.kept.add(id, Reason::NoAge),
                (None, None) => plan.sessions.add(id, Status::Pending, false),
            }
        }
    }
}

/// The ClientToken of the deletion of one object: the same in every attempt and in every process that resumes the job,
/// until the service has refused it as busy. A service may remember its refusal, and give it again whenever it sees the
/// token; a process that resumes meets the same refusals, and comes by them to the same tokens.
pub(super) fn token(seed: &[u8; 16], id: &str, refusals: u32) -> String {
    let mut text = seed.to_vec();
    text.extend_from_slice(id.as_bytes());
    if refusals > 0 {
        // No id has a byte of 0.
        text.push(0);
        text.extend_from_slice(&refusals.to_be_bytes());
    }
    hex(sha256(&text).first_chunk::<16>().map_or(&[], |half| half))
}
