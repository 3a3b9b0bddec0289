//! Teardown: deletes many sessions and sees to it that they are gone.
//!
//! List → plan → checkpoint → deletes, in batches, several in flight together → looks, a hundred at a time, until none
//! is left → if wished, the filters that no session uses any more → report. A checkpoint ([`Step::Event`] of type
//! `checkpoint`, with the text in `state`) is told before anything is changed and after each batch: the host polls on
//! only once it is kept safe. With it, another process goes on ([`Teardown::resume`]): tokens derive from the seed in
//! it, so that a delete that was sent before the crash is the same delete after it.

mod checkpoint;
mod criteria;
mod fleet;
mod ids;
mod item;
mod objects;
mod plan;
mod report;
mod target;
mod value;
mod work;

use alloc::string::String;

use self::checkpoint::{Figures, Head, binding};
use self::fleet::{Errand, Fleet, Wake};
use self::objects::Objects;
use self::plan::{Listed, Plan};
use self::report::Progress;
use self::target::Target;
use super::event::Events;
use super::listing::Listing;
use super::wait::Kind;
use super::{Context, Job, Outcome, Step};
use crate::error::Error;
use crate::request::Params;

/// How a teardown works.
#[derive(Debug, Clone, Copy, Default)]
pub struct TeardownOptions {
    /// Only lists, and reports what would be deleted.
    pub dry_run: bool,
    /// Also deletes the filters that no session uses any more. A resumed job does as it was begun.
    pub with_filters: bool,
    /// Whether anybody takes checkpoints.
    pub checkpoints: bool,
}

/// Deletes sessions, and waits until all are gone.
#[derive(Debug)]
pub struct Teardown {
    options: TeardownOptions,
    stage: Stage,
    target: Target,
    /// Lists that were begun.
    queries: usize,
    listed: Listed,
    /// Where the checkpoint belongs from which this job goes on.
    binding: String,
    /// What that checkpoint says of earlier processes.
    before: Figures,
    plan: Plan,
    head: Head,
    /// Which of the two is being deleted.
    kind: Kind,
    fleet: Fleet,
    events: Events,
    /// When this process began, or [`UNKNOWN`].
    begun: i64,
    /// Sessions about which nothing more had to be done when this process began.
    over_before: i64,
    told: Option<Progress>,
    /// Requests after which a checkpoint is due, so that whoever resumes knows how many may have been made.
    most_sent: i64,
    /// The time of the look that watchers were told is waited for.
    told_look: i64,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Resumed,
    Listing,
    Working,
    /// Everything is over, and the last checkpoint may still have to be told.
    Reporting,
    Over,
}

/// No time at all.
const UNKNOWN: i64 = i64::MIN;
/// Deletes in flight together.
const TOGETHER: usize = 8;
/// Requests for which there is room before the next checkpoint, besides one for each object of the batch.
const ROOM: usize = 50;

impl Teardown {
    /// A teardown of `target`: `{ ids | where | all: true, olderThanMs? }`, as the JavaScript API describes it.
    ///
    /// # Errors
    /// [`Error::Parameters`] where the target is not exactly of that form.
    pub fn new(target: &Params, options: TeardownOptions) -> Result<Self, Error> {
        let mut job = Self::nothing(options);
        job.aim(target.as_bytes())?;
        Ok(job)
    }

    /// Goes on from a checkpoint. Its report is about the whole job.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] where the text is damaged. One that belongs to another API version, region or endpoint is
    /// refused at the first poll, before anything is sent.
    pub fn resume(checkpoint: &str, options: TeardownOptions) -> Result<Self, Error> {
        let mut job = Self::nothing(options);
        job.take_up(checkpoint)?;
        Ok(job)
    }

    /// Takes its target, in the flat form.
    pub(crate) fn aim(&mut self, target: &[u8]) -> Result<(), Error> {
        self.target.read(target)
    }

    /// Takes a checkpoint, to go on from there.
    pub(crate) fn take_up(&mut self, checkpoint: &str) -> Result<(), Error> {
        checkpoint::read(
            checkpoint,
            &mut self.plan,
            &mut self.binding,
            &mut self.before,
        )?;
        [self.fleet.sent, ..] = self.before;
        self.stage = Stage::Resumed;
        Ok(())
    }

    /// A teardown that has no target yet. It is large: where it is to be boxed, that is done before anything that can fail.
    #[inline(never)]
    pub(crate) fn nothing(options: TeardownOptions) -> Self {
        Self {
            options,
            stage: Stage::Listing,
            target: Target::nothing(),
            queries: 0,
            listed: Listed::default(),
            binding: String::new(),
            before: [0; 5],
            plan: Plan::nothing(),
            head: Head::default(),
            kind: Kind::Session,
            fleet: Fleet::new(),
            events: Events::new(),
            begun: UNKNOWN,
            over_before: 0,
            told: None,
            most_sent: i64::MAX,
            told_look: UNKNOWN,
        }
    }

    /// Does one thing that can be done now; gives what the host has to do, if it has to. Not inlined: in a loop, the
    /// compiler holds the address of each field in a variable.
    #[inline(never)]
    fn turn(&mut self, context: &mut Context<'_>) -> Option<Step> {
        let event = self.events.next();
        if event.is_some() {
            return event;
        }
        if self.stage == Stage::Working && self.fleet.sent >= self.most_sent {
            self.checkpoint(context);
            return None;
        }
        let mut wake = Wake::NEVER;
        let result = match self.fleet.stir(&mut wake, context) {
            Some((place, Step::Done(result))) => self.land(place, result, context).map(|()| None),
            Some((_, step)) => return Some(step),
            None => self.go_on(wake, context),
        };
        let step = result.unwrap_or_else(|error| Some(Step::Done(Err(error))));
        if let Some(Step::Done(_)) = step {
            self.stage = Stage::Over;
            self.fleet.flights.clear();
        }
        step
    }

    /// Does what can be done now, once no call has anything more to do.
    fn go_on(&mut self, wake: Wake, context: &mut Context<'_>) -> Result<Option<Step>, Error> {
        match self.stage {
            Stage::Working => return Ok(self.work(wake, context)),
            Stage::Reporting => return Ok(Some(Step::Done(Ok(self.report(context.now))))),
            Stage::Over => return Ok(Some(Step::Await)),
            Stage::Listing if !self.fleet.flights.is_empty() => return Ok(Some(wake.step())),
            Stage::Listing => {
                self.target.check(&context.signer.region_id)?;
                if let Some(query) = self.target.query(self.queries) {
                    self.queries += 1;
                    let listing = Listing::new(Kind::Session, query);
                    self.fleet.list(Errand::Plan, 0, listing);
                    return Ok(None);
                }
                self.plan.seed = (context.random)();
                let filters = self.options.with_filters;
                self.listed.plan(&self.target, filters, &mut self.plan);
                self.listed = Listed::default();
            }
            Stage::Resumed => {}
        }
        self.begin(context)?;
        Ok(None)
    }

    /// Begins with the deletion, here or where an earlier process was.
    fn begin(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        let binding = binding(context.signer)?;
        if self.stage == Stage::Resumed {
            if self.binding != binding {
                return Err(Error::Checkpoint(
                    &"the checkpoint belongs to another API version, region or endpoint",
                ));
            }
            let [_, _, recent, ..] = self.before;
            let recent = usize::try_from(recent).unwrap_or(usize::MAX);
            for action in &ACTIONS {
                context.link.pace.assume(action, recent, context.now);
            }
        }
        self.head.begin(&self.plan, &binding);
        let sessions = &mut self.plan.sessions;
        sessions.begin(context.now);
        self.plan.filters.begin(context.now);
        self.over_before = Progress::of(sessions).over();
        self.stage = Stage::Working;
        if self.options.dry_run {
            self.kind = Kind::Filter;
        } else if !sessions.items.is_empty() {
            if sessions.window == 0 {
                sessions.next_batch();
            }
            // Also where there is one: it knows nothing of what this process will send.
            self.checkpoint(context);
        }
        Ok(())
    }

    fn objects(&mut self) -> &mut Objects {
        self.plan.objects(self.kind)
    }

    fn elapsed(&self, now: i64) -> i64 {
        let [_, before, ..] = self.before;
        before + self.elapsed_here(now)
    }

    fn elapsed_here(&self, now: i64) -> i64 {
        // A clock that is set back takes no time away.
        (now - self.begun).max(0)
    }

    #[inline(never)]
    fn checkpoint(&mut self, context: &Context<'_>) {
        if !self.options.checkpoints {
            return;
        }
        let plan = &self.plan;
        let room = plan.sessions.open() + plan.filters.open() + ROOM;
        let sent = self.fleet.sent;
        self.most_sent = sent.saturating_add(figure(room));
        let figures = [
            sent,
            self.elapsed(context.now),
            figure(context.link.pace.used(context.now) + room),
            figure(plan.sessions.window),
            figure(plan.filters.window),
        ];
        let state = self.head.write(plan, &figures);
        let mut event = self.events.begin("checkpoint", state.len() + ROOM);
        event.text("state", &state);
        event.end();
    }

    /// Tells how far it is, if that changed.
    fn tell_progress(&mut self, now: i64) -> bool {
        let progress = Progress::of(&self.plan.sessions);
        if self.options.dry_run || self.told == Some(progress) {
            return false;
        }
        self.told = Some(progress);
        let (elapsed, here) = (self.elapsed(now), self.elapsed_here(now));
        let event = self.events.begin("teardown", 0);
        progress.write(event, elapsed, self.over_before, here);
        true
    }
}

impl Job for Teardown {
    fn poll(&mut self, context: &mut Context<'_>) -> Step {
        if self.begun == UNKNOWN {
            self.begun = context.now;
        }
        loop {
            if let Some(step) = self.turn(context) {
                return step;
            }
        }
    }

    fn receive(&mut self, id: u32, outcome: Outcome<'_>, context: &mut Context<'_>) {
        self.fleet.receive(id, outcome, context);
    }
}

fn figure(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What a teardown calls.
const ACTIONS: [&str; 4] = [
    "ListTrafficMirrorSessions",
    "DeleteTrafficMirrorSession",
    "ListTrafficMirrorFilters",
    "DeleteTrafficMirrorFilter",
];
