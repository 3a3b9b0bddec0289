//! From what was listed to what will be deleted.

use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use super::names::Names;
use super::objects::{Item, Objects, Status};
use super::target::{Scope, Target};
use crate::jobs::date;
use crate::jobs::hex;
use crate::jobs::wait::Kind;
use crate::response::View;

/// What a teardown deletes, and what it leaves alone.
#[derive(Debug)]
pub(super) struct Plan {
    /// All tokens of the job derive from this; it is no secret by itself.
    pub(super) seed: [u8; 16],
    pub(super) sessions: Objects,
    /// The filters of these sessions, if filters are to be deleted too.
    pub(super) filters: Objects,
    pub(super) kept: Vec<(String, Reason)>,
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
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    id: String,
    state: String,
    filter: Option<String>,
    /// The latest time it can have been created.
    created: Option<i64>,
    meant: bool,
}

impl Listed {
    /// Takes a page of a List.
    pub(super) fn take(&mut self, page: &View<'_>, target: &Target) {
        for session in page.items(Kind::Session.list_field()) {
            let Some(id) = session.text(Kind::Session.id_field()) else {
                continue;
            };
            self.rows.push(Row {
                id: id.into_owned(),
                state: session
                    .text(Kind::Session.state_field())
                    .unwrap_or_default()
                    .into_owned(),
                filter: session
                    .text(Kind::Filter.id_field())
                    .filter(|id| !id.is_empty())
                    .map(alloc::borrow::Cow::into_owned),
                created: session
                    .text("CreationTime")
                    .and_then(|text| date::latest_of(&text)),
                meant: target.means(&session),
            });
        }
    }

    /// The plan that follows. `now` is the service's time.
    pub(super) fn plan<'a>(
        &'a self,
        target: &Target,
        filters: bool,
        seed: [u8; 16],
        now: i64,
    ) -> Plan {
        let mut kept = Vec::new();
        let mut items = Vec::with_capacity(self.rows.len());
        let names = Names::new(self.rows.iter().map(|row| row.id.as_str()).collect());
        let mut used = Vec::new();
        let mut take = |row: &'a Row| {
            let young = |age: i64| match row.created {
                None => Some(Reason::NoAge),
                Some(created) => (now.saturating_sub(created) < age).then_some(Reason::Young),
            };
            let reason = if row.meant {
                target.older_than_ms.and_then(young)
            } else {
                Some(Reason::Unmatched)
            };
            if let Some(reason) = reason {
                kept.push((row.id.clone(), reason));
                return;
            }
            let status = match row.state.as_str() {
                "Deleting" => Status::Deleting,
                "Creating" | "Modifying" => Status::Busy,
                _ => Status::Pending,
            };
            items.push(Item::new(row.id.clone(), status, true));
            if let (true, Some(filter)) = (filters, &row.filter) {
                used.push(filter.as_str());
            }
        };
        let mut unlisted = Vec::new();
        match &target.scope {
            Scope::Ids(ids) => {
                for id in ids {
                    match names.find(id).and_then(|at| self.rows.get(at)) {
                        Some(row) => take(row),
                        None => unlisted.push(id.clone()),
                    }
                }
            }
            Scope::Where(_) | Scope::All => {
                for (at, row) in self.rows.iter().enumerate() {
                    if names.find(&row.id) == Some(at) {
                        take(row);
                    }
                }
            }
        }
        for id in unlisted {
            // What is not listed may be there all the same, where lists lag; it may then be young, too.
            match target.older_than_ms {
                Some(_) => kept.push((id, Reason::NoAge)),
                None => items.push(Item::new(id, Status::Pending, false)),
            }
        }
        // In the order of their names.
        let used = Names::new(used);
        let used = used.sorted();
        let used = used.map(|id| Item::new(id.into(), Status::Unchecked, true));
        Plan {
            seed,
            sessions: Objects::new(Kind::Session, items),
            filters: Objects::new(Kind::Filter, used.collect()),
            kept,
        }
    }
}

/// The ClientToken of the deletion of one object: the same in every attempt and in every process that resumes the job,
/// until the service has refused it as busy. A service may remember its refusal, and give it again whenever it sees the
/// token; a process that resumes meets the same refusals, and comes by them to the same tokens.
pub(super) fn token(seed: &[u8; 16], id: &str, refusals: u32) -> String {
    let mut digest = Sha256::new().chain_update(seed).chain_update(id.as_bytes());
    if refusals > 0 {
        // No id has a byte of 0.
        digest.update([0]);
        digest.update(refusals.to_be_bytes());
    }
    let digest = digest.finalize();
    hex(digest.first_chunk::<16>().copied().unwrap_or_default())
}
