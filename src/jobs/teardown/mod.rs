//! Teardown: deletes many sessions and sees to it that they are gone.
//!
//! List → plan → checkpoint → deletes, in batches, several in flight together → looks, a hundred at a time, until none
//! is left → if wished, the filters that no session uses any more → report. A checkpoint ([`Step::Event`] of type
//! `checkpoint`, with the text in `state`) is told before anything is changed and after each batch: the host polls on
//! only once it is kept safe. With it, another process goes on ([`Teardown::resume`]): tokens derive from the seed in
//! it, so that a delete that was sent before the crash is the same delete after it.

mod checkpoint;
mod fleet;
mod names;
mod objects;
mod plan;
mod report;
mod target;
mod value;
mod work;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use self::checkpoint::{Figures, Head, Saved};
use self::fleet::{Fleet, Stir};
use self::names::Names;
use self::objects::Objects;
use self::plan::{Listed, Plan};
use self::report::Progress;
use self::target::Target;
use super::listing::Listing;
use super::wait::Kind;
use super::{Context, Job, Outcome, Step, Why};
use crate::error::Error;
use crate::json;
use crate::queue::Queue;
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
    phase: Phase,
    fleet: Fleet<Purpose>,
    events: Queue<Vec<u8>>,
    /// When this process began.
    begun: Option<i64>,
    /// What earlier processes took.
    elapsed_before: i64,
    /// Sessions about which nothing more had to be done when this process began.
    over_before: i64,
    told: Option<Progress>,
    /// Requests after which a checkpoint is due, so that whoever resumes knows how many may have been made.
    most_sent: Option<i64>,
    /// What the process before may have called, if there was one.
    recent: usize,
    /// The time of the look that watchers were told is waited for.
    told_look: Option<i64>,
}

#[derive(Debug)]
enum Phase {
    New(Target),
    Resumed(Box<Saved>),
    Listing(Box<Planning>),
    Working(Box<Work>),
    Over,
}

#[derive(Debug)]
struct Planning {
    target: Target,
    queries: Queue<Params>,
    listed: Listed,
}

#[derive(Debug)]
struct Work {
    plan: Plan,
    head: Head,
    /// Which of the two is being deleted.
    kind: Kind,
    /// Pages of the look that is under way.
    pages: Vec<Vec<usize>>,
    looking: bool,
    /// In a dry run, the sessions that would be gone, in order.
    planned: Vec<String>,
}

/// What a call is for.
#[derive(Debug)]
enum Purpose {
    Plan(Listing),
    Delete(usize),
    /// How those that wait stand: their places, and what was found so far.
    Look(Listing, Vec<usize>, Vec<(String, String)>),
    /// Which sessions use a filter.
    Users(Listing, usize),
}

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
        Ok(Self::at(
            Phase::New(Target::read(target)?),
            options,
            Figures::default(),
        ))
    }

    /// Goes on from a checkpoint. Its report is about the whole job.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] where the text is damaged. One that belongs to another API version, region or endpoint is
    /// refused at the first poll, before anything is sent.
    pub fn resume(checkpoint: &str, options: TeardownOptions) -> Result<Self, Error> {
        let saved = Saved::read(checkpoint)?;
        let figures = saved.figures;
        Ok(Self::at(Phase::Resumed(Box::new(saved)), options, figures))
    }

    fn at(phase: Phase, options: TeardownOptions, before: Figures) -> Self {
        Self {
            options,
            phase,
            fleet: Fleet::new(before.calls),
            events: Queue::new(),
            begun: None,
            elapsed_before: before.elapsed_ms,
            over_before: 0,
            told: None,
            most_sent: None,
            recent: before.recent,
            told_look: None,
        }
    }

    /// Does what can be done now. Gives what the host has to do next, if that is known already.
    fn go_on(
        &mut self,
        wake: Option<(i64, Why)>,
        context: &mut Context<'_>,
    ) -> Result<Option<Step>, Error> {
        match core::mem::replace(&mut self.phase, Phase::Over) {
            Phase::New(target) => {
                let queries = target.queries(&context.signer.region_id)?;
                self.phase = Phase::Listing(Box::new(Planning {
                    target,
                    queries: queries.into(),
                    listed: Listed::default(),
                }));
                Ok(None)
            }
            Phase::Resumed(saved) => {
                saved.check(context.signer)?;
                for action in ACTIONS {
                    context.link.pace.assume(action, self.recent, context.now);
                }
                let Saved { plan, windows, .. } = *saved;
                self.begin(plan, windows, context)
            }
            Phase::Listing(mut planning) => {
                if self.fleet.is_empty() {
                    let Some(query) = planning.queries.pop_front() else {
                        return self.plan(*planning, context);
                    };
                    let listing = Listing::new(Kind::Session, query);
                    let call = listing.call();
                    self.fleet.launch(Purpose::Plan(listing), call);
                    self.phase = Phase::Listing(planning);
                    return Ok(None);
                }
                self.phase = Phase::Listing(planning);
                Ok(Some(pause(wake)))
            }
            Phase::Working(mut work) => {
                let step = self.work(&mut work, wake, context);
                if !matches!(step, Some(Step::Done(_))) {
                    self.phase = Phase::Working(work);
                }
                Ok(step)
            }
            Phase::Over => Ok(Some(Step::Await)),
        }
    }

    fn plan(
        &mut self,
        planning: Planning,
        context: &mut Context<'_>,
    ) -> Result<Option<Step>, Error> {
        let Planning { target, listed, .. } = planning;
        let seed = (context.random)();
        let now = context.now.saturating_add(context.link.offset);
        let plan = listed.plan(&target, self.options.with_filters, seed, now);
        self.begin(plan, [0, 0], context)
    }

    /// Begins with the deletion, here or where an earlier process was.
    fn begin(
        &mut self,
        mut plan: Plan,
        windows: [usize; 2],
        context: &Context<'_>,
    ) -> Result<Option<Step>, Error> {
        let mut planned = Vec::new();
        if self.options.dry_run {
            for item in &plan.sessions.items {
                if item.seen {
                    planned.push(item.id.as_str());
                }
            }
        }
        let planned = Names::new(planned).sorted().map(String::from).collect();
        plan.sessions.begin(windows[0], context.now);
        plan.filters.begin(windows[1], context.now);
        let head = Head::new(&plan, context.signer)?;
        self.over_before = Progress::of(&plan.sessions).over();
        let mut work = Work {
            plan,
            head,
            kind: Kind::Session,
            pages: Vec::new(),
            looking: false,
            planned,
        };
        if self.options.dry_run {
            work.kind = Kind::Filter;
        } else if work.plan.sessions.window == 0 && !work.plan.sessions.items.is_empty() {
            work.plan.sessions.next_batch();
            self.checkpoint(&work, context);
        } else if !work.plan.sessions.items.is_empty() {
            // The one that this process began with knows nothing of what this one will send.
            self.checkpoint(&work, context);
        }
        self.phase = Phase::Working(Box::new(work));
        Ok(None)
    }

    fn elapsed(&self, now: i64) -> i64 {
        self.elapsed_before + self.elapsed_here(now)
    }

    fn elapsed_here(&self, now: i64) -> i64 {
        // A clock that is set back takes no time away.
        (now - self.begun.unwrap_or(now)).max(0)
    }

    fn checkpoint(&mut self, work: &Work, context: &Context<'_>) {
        if !self.options.checkpoints {
            return;
        }
        let room = work.plan.sessions.open() + work.plan.filters.open() + ROOM;
        let sent = self.fleet.sent;
        self.most_sent = Some(sent.saturating_add(i64::try_from(room).unwrap_or(i64::MAX)));
        let figures = Figures {
            calls: sent,
            elapsed_ms: self.elapsed(context.now),
            recent: context.link.pace.used(context.now) + room,
        };
        let state = work.head.write(&work.plan, figures);
        let mut event = Vec::with_capacity(state.len() + 64);
        let mut object = json::Object::begin(&mut event);
        object.text("type", "checkpoint");
        object.text("state", &state);
        object.end();
        self.events.push_back(event);
    }

    /// Tells how far it is, if that changed.
    fn tell_progress(&mut self, work: &Work, now: i64) -> bool {
        let progress = Progress::of(&work.plan.sessions);
        if self.options.dry_run || self.told == Some(progress) {
            return false;
        }
        self.told = Some(progress);
        let (elapsed, here) = (self.elapsed(now), self.elapsed_here(now));
        let event = progress.event(elapsed, self.over_before, here);
        self.events.push_back(event);
        true
    }
}

impl Work {
    /// Whether this session would be gone, in a dry run.
    fn is_planned(&self, id: &str) -> bool {
        let planned = self
            .planned
            .binary_search_by(|planned| planned.as_str().cmp(id));
        planned.is_ok()
    }

    fn objects(&mut self) -> &mut Objects {
        match self.kind {
            Kind::Session => &mut self.plan.sessions,
            Kind::Filter => &mut self.plan.filters,
        }
    }
}

impl Job for Teardown {
    fn poll(&mut self, context: &mut Context<'_>) -> Step {
        self.begun.get_or_insert(context.now);
        loop {
            if let Some(event) = self.events.pop_front() {
                return Step::Event(event);
            }
            if self.most_sent.is_some_and(|most| self.fleet.sent >= most)
                && matches!(self.phase, Phase::Working(_))
            {
                let phase = core::mem::replace(&mut self.phase, Phase::Over);
                if let Phase::Working(work) = &phase {
                    self.checkpoint(work, context);
                }
                self.phase = phase;
                continue;
            }
            let next = match self.fleet.stir(context) {
                Stir::Step(step) => return step,
                Stir::Landed(landed) => self.land(landed, context).map(|()| None),
                Stir::Idle(wake) => self.go_on(wake, context),
            };
            match next {
                Ok(None) => {}
                Ok(Some(step)) => return step,
                Err(error) => {
                    self.phase = Phase::Over;
                    self.fleet = Fleet::new(self.fleet.sent);
                    return Step::Done(Err(error));
                }
            }
        }
    }

    fn receive(&mut self, id: u32, outcome: Outcome<'_>, context: &mut Context<'_>) {
        self.fleet.receive(id, outcome, context);
    }
}

/// What a teardown calls.
const ACTIONS: [&str; 4] = [
    "ListTrafficMirrorSessions",
    "DeleteTrafficMirrorSession",
    "ListTrafficMirrorFilters",
    "DeleteTrafficMirrorFilter",
];

fn pause(wake: Option<(i64, Why)>) -> Step {
    wake.map_or(Step::Await, |(until, why)| Step::WaitUntil(until, why))
}
