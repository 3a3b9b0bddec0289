//! The objects of one kind that a teardown deletes, and where each of them stands.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::ids::Ids;
use super::item::{Item, Shown, Status};
use crate::error::Error;
use crate::jobs::wait::Kind;
use crate::queue::Queue;
use crate::service;

/// Objects of one kind, deleted in batches. The objects of a batch are sent together; a new batch is begun when every
/// object of the one before was answered, so what a crash leaves open is one batch.
#[derive(Debug)]
pub(super) struct Objects {
    pub(super) kind: Kind,
    pub(super) ids: Ids,
    pub(super) items: Vec<Item>,
    /// End of the batch at hand: nothing from here on was ever sent.
    pub(super) window: usize,
    ready: Queue<usize>,
    waiting: Vec<usize>,
    /// Those of them that a look is about and that no page was asked for yet.
    unlooked: Vec<usize>,
    /// Those that the page on its way is about.
    pub(super) page: Vec<usize>,
    counts: [i64; Status::ALL.len()],
    /// When to look next; [`NEVER`] where that is not decided.
    look_at: i64,
    pause: i64,
    hurried: bool,
}

/// Objects of a batch, unless there are so many that there would be more than a hundred batches: each costs a
/// checkpoint, and each checkpoint holds all ids.
const BATCH: usize = 100;
const MOST_BATCHES: usize = 100;
const FIRST_PAUSE_MS: i64 = 1_000;
const LONGEST_PAUSE_MS: i64 = 3_000;
/// While there is more to send, nobody waits for the look.
const LAZY_PAUSE_MS: i64 = 10_000;
const NEVER: i64 = i64::MAX;
/// An object that is busy, or deleting, or cannot be reached, for longer has failed.
const PATIENCE_MS: i64 = 900_000;

impl Objects {
    pub(super) fn new(kind: Kind) -> Self {
        Self {
            kind,
            ids: Ids::default(),
            items: Vec::new(),
            window: 0,
            ready: Queue::new(),
            waiting: Vec::new(),
            unlooked: Vec::new(),
            page: Vec::new(),
            counts: [0; Status::ALL.len()],
            look_at: NEVER,
            pause: FIRST_PAUSE_MS,
            hurried: false,
        }
    }

    /// Makes room for so many objects, with ids of so many bytes: grown by doubling, there would be half as much again.
    pub(super) fn reserve(&mut self, count: usize, bytes: usize) {
        self.items.reserve_exact(count);
        self.ids.reserve(count, bytes);
    }

    /// Adds an object that is not among them yet.
    pub(super) fn add(&mut self, id: &str, status: Status, seen: bool) {
        if self.ids.add(id) != self.items.len() {
            return;
        }
        self.items.push(Item {
            status,
            seen,
            ambiguous: false,
            shown: Shown::No,
            absences: 0,
            refusals: 0,
            since: None,
            error: Vec::new(),
        });
        self.change(status, 1);
    }

    /// Begins with what is under way already.
    pub(super) fn begin(&mut self, now: i64) {
        for (at, item) in self.items.iter_mut().enumerate() {
            match item.status {
                Status::Busy | Status::Deleting => {
                    item.since = Some(now);
                    self.waiting.push(at);
                }
                Status::Pending | Status::Unchecked if at < self.window => {
                    self.ready.push_back(at);
                }
                _ => {}
            }
        }
    }

    /// Opens the next batch, if there is one and this one was answered.
    pub(super) fn next_batch(&mut self) -> bool {
        if !self.ready.is_empty() || self.is_flying() || self.window >= self.items.len() {
            return false;
        }
        let size = BATCH.max(self.items.len().div_ceil(MOST_BATCHES));
        let end = self.window.saturating_add(size).min(self.items.len());
        for (at, item) in self.items.iter().enumerate().take(end).skip(self.window) {
            if matches!(item.status, Status::Pending | Status::Unchecked) {
                self.ready.push_back(at);
            }
        }
        self.window = end;
        true
    }

    /// An object to be called about now, and what it was until now.
    pub(super) fn take_ready(&mut self) -> Option<(usize, Status)> {
        let at = self.ready.pop_front()?;
        let status = self.items.get(at)?.status;
        self.set(at, Status::Flying);
        Some((at, status))
    }

    /// Objects of the batch at hand of which it is not known that they are gone.
    pub(super) fn open(&self) -> usize {
        let batch = self.items.iter().take(self.window);
        let gone = |item: &&Item| matches!(item.status, Status::Deleted | Status::AlreadyGone);
        batch.filter(|item| !gone(item)).count()
    }

    pub(super) fn is_flying(&self) -> bool {
        self.count(Status::Flying) > 0
    }

    pub(super) fn is_over(&self) -> bool {
        self.waiting.is_empty() && !self.is_looking() && !self.is_sending()
    }

    pub(super) fn count(&self, status: Status) -> i64 {
        self.counts
            .get(status as usize)
            .copied()
            .unwrap_or_default()
    }

    #[inline(never)]
    pub(super) fn set(&mut self, at: usize, status: Status) {
        if let Some(item) = self.items.get_mut(at) {
            let before = core::mem::replace(&mut item.status, status);
            self.change(before, -1);
            self.change(status, 1);
        }
    }

    fn change(&mut self, status: Status, by: i64) {
        if let Some(count) = self.counts.get_mut(status as usize) {
            *count += by;
        }
    }

    /// A filter that no session uses any more.
    pub(super) fn clear(&mut self, at: usize, to_be_sent: bool) {
        self.set(at, Status::Pending);
        if to_be_sent {
            self.ready.push_front(at);
        }
    }

    /// Takes what a delete was answered.
    pub(super) fn settle(
        &mut self,
        at: usize,
        result: &Result<Vec<u8>, Error>,
        ambiguous: bool,
        now: i64,
    ) {
        let kind = self.kind;
        let Some(item) = self.items.get_mut(at) else {
            return;
        };
        item.ambiguous |= ambiguous;
        let status = match result {
            Ok(_) => {
                item.since = Some(now);
                Status::Deleting
            }
            Err(error) if is_not_found(kind, error) => {
                if item.ambiguous && item.seen {
                    Status::Deleted
                } else {
                    Status::AlreadyGone
                }
            }
            Err(error) => {
                item.error = told(error);
                let refused = error.kind();
                // A session that uses it, though none did a moment ago: it may be one that is just going.
                let used = refused == Some(service::Kind::Dependency) && kind == Kind::Filter;
                let busy = refused == Some(service::Kind::Busy);
                if busy || used || error.worth_waiting() {
                    item.since.get_or_insert(now);
                    // A service may remember what it refused under a token, but not what it never answered.
                    item.refusals += u32::from(busy || used);
                    Status::Busy
                } else {
                    Status::Failed
                }
            }
        };
        self.set(at, status);
        if matches!(status, Status::Busy | Status::Deleting) {
            self.waiting.push(at);
        }
    }

    pub(super) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// When to look at those that wait. Sooner once there is nothing more to send.
    pub(super) fn next_look(&mut self, now: i64) -> i64 {
        let hurries = !self.hurried && !self.is_sending();
        if hurries || self.look_at == NEVER {
            self.hurried |= hurries;
            self.look_at = self.look_at.min(now + self.pause());
        }
        self.look_at
    }

    /// How long a look is waited for.
    fn pause(&self) -> i64 {
        if self.is_sending() {
            LAZY_PAUSE_MS
        } else {
            self.pause
        }
    }

    fn is_sending(&self) -> bool {
        !self.ready.is_empty() || self.is_flying() || self.window < self.items.len()
    }

    /// How long it is until the next look, as things stand.
    pub(super) fn look_delay(&self, now: i64) -> i64 {
        let pause = self.pause();
        self.look_at.saturating_sub(now).clamp(0, pause)
    }

    /// Begins a look at all that wait.
    pub(super) fn look(&mut self) {
        self.look_at = NEVER;
        if self.hurried {
            self.pause = (self.pause * 2).min(LONGEST_PAUSE_MS);
        }
        self.unlooked = core::mem::take(&mut self.waiting);
    }

    pub(super) fn is_looking(&self) -> bool {
        !self.page.is_empty() || !self.unlooked.is_empty()
    }

    /// Goes on to the next hundred of those that the look is about. It is over when there is none.
    pub(super) fn next_page(&mut self) {
        let from = self.unlooked.len().saturating_sub(100);
        self.page = self.unlooked.split_off(from);
        for at in &self.page {
            if let Some(item) = self.items.get_mut(*at) {
                item.shown = Shown::No;
            }
        }
    }

    /// Takes that a List showed an object. The later state counts, should it be shown twice.
    pub(super) fn show(&mut self, id: &str, state: &str) {
        if let Some(item) = self.ids.find(id).and_then(|at| self.items.get_mut(at)) {
            item.shown = match state {
                "Created" => Shown::Created,
                "Deleting" => Shown::Deleting,
                _ => Shown::Otherwise,
            };
        }
    }

    /// The objects of the page, each of which is to be judged once all of its List was taken.
    pub(super) fn take_page(&mut self) -> Vec<usize> {
        core::mem::take(&mut self.page)
    }

    /// Decides how an object stands by what the look showed of it. Tells whether that changed.
    pub(super) fn judge(&mut self, at: usize, now: i64) -> bool {
        let is_late = self.is_late(at, now);
        let Some(item) = self.items.get_mut(at) else {
            return false;
        };
        if item.shown == Shown::No {
            item.absences = item.absences.saturating_add(1);
        } else {
            item.seen = true;
            item.absences = 0;
        }
        let status = match (item.status, item.shown) {
            (Status::Deleting, Shown::No) if item.seen || item.absences >= 2 => Status::Deleted,
            (Status::Busy, Shown::Deleting) => {
                item.since = Some(now);
                item.error.clear();
                Status::Deleting
            }
            _ if is_late => Status::Failed,
            // Absent, too: that it is gone is only ever said by the delete.
            (Status::Busy, Shown::No | Shown::Created) if self.kind == Kind::Filter => {
                Status::Unchecked
            }
            (Status::Busy, Shown::No | Shown::Created) => Status::Pending,
            (unchanged, _) => unchanged,
        };
        let before = item.status;
        self.set(at, status);
        match status {
            Status::Busy | Status::Deleting => self.waiting.push(at),
            Status::Pending | Status::Unchecked if at < self.window => self.ready.push_back(at),
            _ => {}
        }
        status != before
    }

    /// Takes that a List failed: the look is over, and what has waited for too long has failed.
    pub(super) fn blind(&mut self, now: i64) {
        self.unlooked.extend_from_slice(&self.page);
        self.page.clear();
        for at in core::mem::take(&mut self.unlooked) {
            if self.is_late(at, now) {
                self.set(at, Status::Failed);
            } else {
                self.waiting.push(at);
            }
        }
    }

    /// Whether an object has waited for too long.
    fn is_late(&self, at: usize, now: i64) -> bool {
        let since = self.items.get(at).and_then(|item| item.since);
        since.is_some_and(|since| now - since > PATIENCE_MS)
    }

    /// Why an object failed, as JSON: where no refusal says it, it has waited for too long.
    pub(super) fn write_failure(&self, at: usize, out: &mut Vec<u8>) {
        match self.items.get(at) {
            Some(item) if !item.error.is_empty() => out.extend_from_slice(&item.error),
            _ => Error::Deadline {
                waiting_for: Box::new(vec![String::from(self.ids.at(at))]),
            }
            .write_json(out),
        }
    }
}

/// An error as the report tells it: what is kept of it, since nothing else asks.
fn told(error: &Error) -> Vec<u8> {
    let mut json = Vec::new();
    error.write_json(&mut json);
    json
}

fn is_not_found(kind: Kind, error: &Error) -> bool {
    let code = match kind {
        Kind::Session => "ResourceNotFound.TrafficMirrorSession",
        Kind::Filter => "ResourceNotFound.TrafficMirrorFilter",
    };
    matches!(error, Error::Service { refusal, .. } if refusal.code == code)
}
