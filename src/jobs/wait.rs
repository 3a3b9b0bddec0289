//! Waiting until sessions, filters and rules are created, or gone.
//!
//! The service has no state for "deleted": a deleted object is absent from its List. So "gone" is concluded only from
//! a full List (every page, 100 objects a page), and an object that this job never saw present must be absent twice,
//! because a list that lags shows nothing either.

mod kind;
mod target;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::event::Events;
use super::listing::Listing;
use super::{Call, Context, Job, Outcome, Step, Why, ended};
use crate::error::{Error, Issue};
use crate::request::Params;
use crate::response::{Reason, View};
use crate::text::cut;
pub(super) use kind::Kind;
use kind::is_word;
use target::{Target, Turn};

/// What to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// The state is `Created`.
    Created,
    /// Absent.
    Deleted,
}

/// Polls the Lists until every target has reached the goal.
#[derive(Debug)]
pub struct Wait {
    goal: Goal,
    targets: Vec<Target>,
    deadline_ms: i64,
    /// Set at the first poll.
    deadline: i64,
    phase: Phase,
    look: Option<Box<Look>>,
    events: Events,
    /// How long to wait before the next round.
    pause: i64,
    /// Goes on until the deadline where a List fails and may succeed later, beyond the attempts of its call. Tells no
    /// progress.
    pub(super) stubborn: bool,
    /// Whether the service has answered. From then on it does the same, unless the client is to repeat nothing; before, it is
    /// as likely that nobody is there.
    pub(super) answered: bool,
    /// The first target as it was last listed.
    kept: Vec<u8>,
    /// What the job ended with, until that is handed out.
    result: Option<Result<Vec<u8>, Error>>,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    New,
    /// About to look up those whose turn is next, or to end the round.
    Round,
    Looking,
    Paused(i64),
    Over,
}

/// Up to 100 targets of one kind, looked up with one List.
#[derive(Debug)]
struct Look {
    listing: Listing,
    call: Call,
    /// Whether it is rules within these filters that are looked for.
    rules: bool,
}

/// The ids that one List call takes, and the objects it gives on a page.
const PAGE: usize = 100;
const FIRST_PAUSE_MS: i64 = 250;
/// The interval that the official metadata suggests for polling.
const LONGEST_PAUSE_MS: i64 = 3_000;

impl Wait {
    /// Waits for sessions (`tms-…`), filters (`tmf-…`) and rules, mixed, at most `deadline_ms` milliseconds. No List
    /// takes rule ids, so a rule is named with its filter, `tmf-…/tmr-…`. Ids that are none of these are refused.
    pub fn new(goal: Goal, ids: &[&str], deadline_ms: i64) -> Result<Self, Error> {
        let ids: Vec<String> = ids.iter().map(|id| String::from(*id)).collect();
        let mut wait = Self::nothing(goal, deadline_ms);
        wait.aim(&ids)?;
        Ok(wait)
    }

    /// A wait that has no targets yet.
    pub(crate) const fn nothing(goal: Goal, deadline_ms: i64) -> Self {
        Self {
            goal,
            targets: Vec::new(),
            deadline_ms,
            deadline: i64::MAX,
            phase: Phase::New,
            look: None,
            events: Events::new(),
            pause: FIRST_PAUSE_MS,
            stubborn: false,
            answered: false,
            kept: Vec::new(),
            result: None,
        }
    }

    /// Takes the ids of its targets.
    pub(crate) fn aim(&mut self, ids: &[String]) -> Result<(), Error> {
        let targets = &mut self.targets;
        let mut issues = Vec::new();
        for id in ids {
            if targets.iter().any(|target| target.id == *id) {
                continue;
            }
            let (listed, rule) = cut(id, b'/').unwrap_or((id, "tmr-"));
            match Kind::of(listed.as_bytes()) {
                Some(kind)
                    if listed.len() == id.len()
                        || (kind == Kind::Filter
                            && rule.starts_with("tmr-")
                            && is_word(rule.as_bytes())) =>
                {
                    targets.push(Target {
                        id: id.clone(),
                        kind,
                        listed: listed.len(),
                        turn: Turn::Later,
                        shown: None,
                        state: None,
                        missed: false,
                        reached: false,
                    });
                }
                _ => issues.push(Issue {
                    parameter: "what".into(),
                    problem: "must be the id of a session (tms-…) or a filter (tmf-…), or a rule with its filter",
                }),
            }
        }
        if issues.is_empty() {
            Ok(())
        } else {
            Err(Error::Parameters(Box::new(issues)))
        }
    }

    /// The first target as it was last listed.
    pub(super) fn take_kept(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.kept)
    }

    fn begin_round(&mut self) {
        for target in &mut self.targets {
            target.shown = None;
            target.turn = if target.reached {
                Turn::Over
            } else {
                Turn::Later
            };
        }
        self.phase = Phase::Round;
    }

    /// Begins to look up the next of those whose turn is still to come. Gives whether there were any.
    fn look(&mut self) -> bool {
        let mut turn = self
            .targets
            .iter_mut()
            .filter(|target| target.turn == Turn::Later);
        let Some(first) = turn.next() else {
            return false;
        };
        first.turn = Turn::Now;
        let (kind, rules) = (first.kind, first.is_rule());
        let mut ids = Vec::new();
        ids.push(first.listed_id());
        let alike = turn.filter(|target| target.kind == kind && target.is_rule() == rules);
        for target in alike.take(PAGE - 1) {
            target.turn = Turn::Now;
            if !ids.contains(&target.listed_id()) {
                ids.push(target.listed_id());
            }
        }
        let listing = Listing::new(kind, Params::new().texts(kind.ids_param(), ids));
        self.look = Some(Box::new(Look {
            call: listing.call(),
            listing,
            rules,
        }));
        self.phase = Phase::Looking;
        true
    }

    /// Takes one page of a List.
    fn take(&mut self, result: &[u8]) {
        let Some(look) = &mut self.look else {
            return;
        };
        let (kind, rules) = (look.listing.kind, look.rules);
        let page = View::new(result);
        let turned = look.listing.turn(&page);
        for item in page.items(kind.list_field()) {
            let id = item.text(kind.id_field()).unwrap_or_default();
            if !rules {
                self.show(&id, item, kind.state_field());
                continue;
            }
            for list in &["IngressRules", "EgressRules"] {
                for rule in item.items(list) {
                    let rule_id = rule.text("TrafficMirrorFilterRuleId").unwrap_or_default();
                    if rule_id.is_empty() {
                        return self.end(Err(Error::odd(Reason::NoId)));
                    }
                    let id = [&*id, "/", &*rule_id].concat();
                    self.show(&id, rule, "TrafficMirrorFilterRuleStatus");
                }
            }
        }
        match turned {
            Ok(false) => {}
            Ok(true) => {
                if let Some(look) = &mut self.look {
                    look.call = look.listing.call();
                }
                return;
            }
            Err(error) => return self.end(Err(error)),
        }
        for target in &mut self.targets {
            if target.turn == Turn::Now {
                target.turn = Turn::Over;
                target.observe(self.goal, &mut self.events);
            }
        }
        self.answered = true;
        self.phase = Phase::Round;
    }

    /// Notes the state of what a List shows, if it is looked up. The first counts, should a List show it twice. What is
    /// there without a state is there all the same.
    fn show(&mut self, id: &str, shown: View<'_>, state_field: &str) {
        let state = shown.text(state_field).unwrap_or(Cow::Borrowed("unknown"));
        for (at, target) in self.targets.iter_mut().enumerate() {
            if target.turn == Turn::Now && target.shown.is_none() && target.id == id {
                target.shown = Some(state.into_owned());
                if at == 0 {
                    self.kept = shown.as_json().into();
                }
                return;
            }
        }
    }

    fn end_round(&mut self, context: &Context<'_>) {
        if !self.stubborn {
            self.tell_progress();
        }
        let until = context.after(self.pause).min(self.deadline);
        let left = self.targets.iter().find(|target| !target.reached);
        if let Some(target) = left.filter(|_| context.link.watched && until > context.now) {
            let delay = until - context.now;
            self.events.wait(target.kind.action(), delay, "poll");
        }
        self.phase = Phase::Paused(until);
        self.pause = (self.pause * 8 / 5).min(LONGEST_PAUSE_MS);
    }

    fn tell_progress(&mut self) {
        let (mut total, mut reached) = (0, 0);
        for target in &self.targets {
            total += 1;
            reached += i64::from(target.reached);
        }
        let mut event = self.events.begin("progress", 0);
        event.integer("total", total);
        event.integer("reached", reached);
        let mut states = event.object("states");
        for (at, target) in self.targets.iter().enumerate() {
            let state = target.state();
            let mut alike = 0;
            for (other_at, other) in self.targets.iter().enumerate() {
                if other.state() == state {
                    // Counted already. Going on would take the square of thousands of targets.
                    if other_at < at {
                        break;
                    }
                    alike += 1;
                }
            }
            if alike > 0 {
                states.integer(state, alike);
            }
        }
        states.end();
        event.end();
    }

    /// Ends, if everything is reached or it is too late. Gives whether it did.
    fn judge(&mut self, now: i64) -> bool {
        let late = now >= self.deadline;
        let mut waiting_for = Vec::new();
        for target in &self.targets {
            if !target.reached {
                if !late {
                    return false;
                }
                waiting_for.push(target.id.clone());
            }
        }
        self.end(if waiting_for.is_empty() {
            Ok(b"null".to_vec())
        } else {
            Err(Error::Deadline {
                waiting_for: Box::new(waiting_for),
            })
        });
        true
    }

    /// Whether no request of the look is under way.
    fn is_idle(&self) -> bool {
        self.look.as_ref().is_some_and(|look| look.call.is_idle())
    }

    /// Whether a failure that may pass is waited out.
    fn goes_on(&self, context: &Context<'_>) -> bool {
        self.stubborn || self.answered && context.link.policy.max_attempts > 1
    }

    fn end(&mut self, result: Result<Vec<u8>, Error>) {
        self.result = Some(result);
        self.phase = Phase::Over;
    }

    fn go_on(&mut self, context: &mut Context<'_>) -> Option<Step> {
        let now = context.now;
        match self.phase {
            Phase::New => {
                self.deadline = context.after(self.deadline_ms);
                self.phase = Phase::Round;
            }
            Phase::Round => {
                if !self.look() {
                    self.end_round(context);
                }
            }
            // Between two pages, too: a List of many must not outlast the deadline.
            Phase::Looking if now >= self.deadline && self.is_idle() => {
                self.judge(now);
            }
            Phase::Looking => match self.look.as_mut()?.call.poll(context) {
                Step::Done(Ok(result)) => self.take(&result),
                Step::Done(Err(error)) if self.goes_on(context) && error.worth_waiting() => {
                    self.end_round(context);
                }
                Step::Done(result) => self.end(result),
                step => return Some(step.within(self.deadline, now)),
            },
            Phase::Paused(until) => {
                if !self.judge(now) {
                    if now < until {
                        return Some(Step::WaitUntil(until, Why::Poll));
                    }
                    self.begin_round();
                }
            }
            Phase::Over => return Some(ended(&mut self.result)),
        }
        None
    }
}

impl Job for Wait {
    fn poll(&mut self, context: &mut Context<'_>) -> Step {
        loop {
            if let Some(event) = self.events.next() {
                return event;
            }
            if let Some(step) = self.go_on(context) {
                return step;
            }
        }
    }

    fn receive(&mut self, id: u32, outcome: Outcome<'_>, context: &mut Context<'_>) {
        if let Some(look) = &mut self.look {
            look.call.receive(id, outcome, context);
        }
    }
}
