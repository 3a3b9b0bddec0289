//! The objects of one kind that a teardown deletes, and where each of them stands.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::error::Error;
use crate::jobs::wait::Kind;
use crate::queue::Queue;
use crate::service;

/// One session or filter.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) status: Status,
    /// Some List showed it.
    pub(super) seen: bool,
    /// An attempt to delete it may have taken effect without our knowing.
    pub(super) ambiguous: bool,
    /// Why it failed, or was busy, as JSON.
    pub(super) error: Option<Vec<u8>>,
    absences: u8,
    /// Deletes that were refused because it was busy.
    pub(super) refusals: u32,
    /// Since when it has been busy, or deleting.
    since: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// A filter of which it is not known whether sessions use it.
    Unchecked,
    Pending,
    /// A call about it is under way.
    Flying,
    /// Refused while it is being created or modified; waits its turn.
    Busy,
    /// The service has accepted the deletion.
    Deleting,
    Deleted,
    AlreadyGone,
    Failed,
    /// A filter that sessions use.
    Used,
}

const STATUSES: usize = 9;

impl Item {
    pub(super) fn new(id: String, status: Status, seen: bool) -> Self {
        Self {
            id,
            status,
            seen,
            ambiguous: false,
            error: None,
            absences: 0,
            refusals: 0,
            since: None,
        }
    }

    /// Whether it has waited for too long, which is then its error unless it has another.
    fn is_late(&mut self, now: i64) -> bool {
        let late = self.since.is_some_and(|since| now - since > PATIENCE_MS);
        if late && self.error.is_none() {
            let waiting_for = Box::new(vec![self.id.clone()]);
            self.error = Some(told(&Error::Deadline { waiting_for }));
        }
        late
    }
}

/// Objects of one kind, deleted in batches. The objects of a batch are sent together; a new batch is begun when every
/// object of the one before was answered, so what a crash leaves open is one batch.
#[derive(Debug)]
pub(super) struct Objects {
    pub(super) kind: Kind,
    pub(super) items: Vec<Item>,
    /// End of the batch at hand: nothing from here on was ever sent.
    pub(super) window: usize,
    ready: Queue<usize>,
    waiting: Vec<usize>,
    counts: [i64; STATUSES],
    /// When to look next.
    pub(super) look_at: Option<i64>,
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
/// An object that is busy, or deleting, for longer has failed.
const PATIENCE_MS: i64 = 900_000;

impl Objects {
    pub(super) fn new(kind: Kind, items: Vec<Item>) -> Self {
        let mut counts = [0; STATUSES];
        for item in &items {
            if let Some(count) = counts.get_mut(item.status as usize) {
                *count += 1;
            }
        }
        Self {
            kind,
            items,
            window: 0,
            ready: Queue::new(),
            waiting: Vec::new(),
            counts,
            look_at: None,
            pause: FIRST_PAUSE_MS,
            hurried: false,
        }
    }

    /// Begins with what is under way already. `window` is 0 for a new job.
    pub(super) fn begin(&mut self, window: usize, now: i64) {
        self.window = window;
        for (at, item) in self.items.iter_mut().enumerate() {
            match item.status {
                Status::Busy | Status::Deleting => {
                    item.since = Some(now);
                    self.waiting.push(at);
                }
                Status::Pending | Status::Unchecked if at < window => self.ready.push_back(at),
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
        self.ready.is_empty()
            && self.waiting.is_empty()
            && !self.is_flying()
            && self.window >= self.items.len()
    }

    pub(super) fn count(&self, status: Status) -> i64 {
        self.counts
            .get(status as usize)
            .copied()
            .unwrap_or_default()
    }

    pub(super) fn set(&mut self, at: usize, status: Status) {
        if let Some(item) = self.items.get_mut(at) {
            let before = core::mem::replace(&mut item.status, status);
            for (status, change) in [(before, -1), (status, 1)] {
                if let Some(count) = self.counts.get_mut(status as usize) {
                    *count += change;
                }
            }
        }
    }

    pub(super) fn fail(&mut self, at: usize, error: &Error) {
        if let Some(item) = self.items.get_mut(at) {
            item.error = Some(told(error));
        }
        self.set(at, Status::Failed);
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
        result: Result<Vec<u8>, Error>,
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
            Err(error) if is_not_found(kind, &error) => {
                if item.ambiguous && item.seen {
                    Status::Deleted
                } else {
                    Status::AlreadyGone
                }
            }
            Err(error) => match error.kind() {
                Some(service::Kind::Busy) => {
                    item.error = Some(told(&error));
                    item.since.get_or_insert(now);
                    item.refusals += 1;
                    Status::Busy
                }
                Some(service::Kind::Dependency) if kind == Kind::Filter => Status::Used,
                _ => {
                    item.error = Some(told(&error));
                    Status::Failed
                }
            },
        };
        self.set(at, status);
        if matches!(status, Status::Busy | Status::Deleting) {
            self.waiting.push(at);
        }
    }

    /// When to look at those that wait. Sooner once there is nothing more to send.
    pub(super) fn next_look(&mut self, now: i64) -> Option<i64> {
        if self.waiting.is_empty() {
            return None;
        }
        let sending = self.is_sending();
        if !sending && !self.hurried {
            self.hurried = true;
            let soon = now + FIRST_PAUSE_MS;
            self.look_at = Some(self.look_at.map_or(soon, |at| at.min(soon)));
        }
        let pause = if sending { LAZY_PAUSE_MS } else { self.pause };
        Some(*self.look_at.get_or_insert(now + pause))
    }

    fn is_sending(&self) -> bool {
        !self.ready.is_empty() || self.is_flying() || self.window < self.items.len()
    }

    /// How long it is until the next look, as things stand.
    pub(super) fn look_delay(&self, now: i64) -> i64 {
        let pause = match (self.is_sending(), self.hurried) {
            (true, _) => LAZY_PAUSE_MS,
            (false, true) => self.pause,
            (false, false) => FIRST_PAUSE_MS,
        };
        self.look_at.map_or(pause, |at| at - now).clamp(0, pause)
    }

    /// Those that wait, to be looked up a hundred at a time.
    pub(super) fn pages(&mut self) -> Vec<Vec<usize>> {
        self.look_at = None;
        if self.hurried {
            self.pause = (self.pause * 2).min(LONGEST_PAUSE_MS);
        }
        self.waiting.chunks(100).map(<[usize]>::to_vec).collect()
    }

    /// Takes what a full List showed of some of those that wait: ids and states. Gives those whose state changed.
    pub(super) fn looked(
        &mut self,
        page: &[usize],
        found: &[(String, String)],
        now: i64,
    ) -> Vec<(usize, Status)> {
        let mut changed = Vec::new();
        for &at in page {
            let Some(item) = self.items.get_mut(at) else {
                continue;
            };
            // The later one counts, should a List show it twice.
            let state = found.iter().rev().find(|(id, _)| *id == item.id);
            let state = state.map(|(_, state)| state.as_str());
            if state.is_some() {
                item.seen = true;
                item.absences = 0;
            } else {
                item.absences = item.absences.saturating_add(1);
            }
            let status = match (item.status, state) {
                (Status::Deleting, None) if item.seen || item.absences >= 2 => Status::Deleted,
                (Status::Busy, Some("Deleting")) => {
                    item.since = Some(now);
                    item.error = None;
                    Status::Deleting
                }
                _ if item.is_late(now) => Status::Failed,
                // Absent, too: that it is gone is only ever said by the delete.
                (Status::Busy, None | Some("Created")) => Status::Pending,
                (unchanged, _) => unchanged,
            };
            if status != item.status {
                self.set(at, status);
                changed.push((at, status));
                if status == Status::Pending && at < self.window {
                    self.ready.push_back(at);
                }
            }
        }
        let items = &self.items;
        self.waiting.retain(|at| {
            items
                .get(*at)
                .is_some_and(|item| matches!(item.status, Status::Busy | Status::Deleting))
        });
        changed
    }

    /// Takes that a List failed. Gives those that have waited too long.
    pub(super) fn unlooked(&mut self, now: i64) {
        for at in core::mem::take(&mut self.waiting) {
            let Some(item) = self.items.get_mut(at) else {
                continue;
            };
            if item.is_late(now) {
                self.set(at, Status::Failed);
            } else {
                self.waiting.push(at);
            }
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
