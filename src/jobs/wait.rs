//! Waiting until sessions, filters and rules are created, or gone.
//!
//! The service has no state for "deleted": a deleted object is absent from its List. So "gone" is concluded only from
//! a full List (every page, 100 objects a page), and an object that this job never saw present must be absent twice,
//! because a list that lags shows nothing either.

mod kind;
mod target;

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::listing::Listing;
use super::{Call, Context, Job, Outcome, Step, Why, event};
use crate::error::{Error, Issue};
use crate::json;
use crate::queue::Queue;
use crate::request::Params;
use crate::response::View;
use crate::text::cut;
pub(super) use kind::Kind;
use target::Target;

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
    deadline: Option<i64>,
    phase: Phase,
    /// Pages of this round that are not looked at yet. The last of them is the next.
    pages: u32,
    look: Option<Look>,
    events: Queue<Vec<u8>>,
    /// How long to wait before the next round.
    pause: i64,
    /// Goes on until the deadline where a List fails and may succeed later, beyond the attempts of its call. Tells no
    /// progress.
    pub(super) stubborn: bool,
    /// Keeps its first target, a session or a filter, as it is listed.
    pub(super) keeping: bool,
    kept: Vec<u8>,
    /// What the job ended with, until that is handed out.
    result: Option<Result<Vec<u8>, Error>>,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    /// About to look at the next page, or to end the round.
    Round,
    Looking,
    Paused(i64),
    Over,
}

/// Up to 100 targets of one kind, looked up with one List.
#[derive(Debug)]
struct Look {
    listing: Listing,
    call: Box<Call>,
    /// Whether it is rules within these filters that are looked for.
    rules: bool,
}

/// The ids that one List call takes, and the objects it gives on a page.
const PAGE: u32 = 100;
const FIRST_PAUSE_MS: i64 = 250;
/// The interval that the official metadata suggests for polling.
const LONGEST_PAUSE_MS: i64 = 3_000;

impl Wait {
    /// Waits for sessions (`tms-…`), filters (`tmf-…`) and rules, mixed, at most `deadline_ms` milliseconds. No List
    /// takes rule ids, so a rule is named with its filter, `tmf-…/tmr-…`. Ids that are none of these are refused.
    pub fn new(goal: Goal, ids: &[&str], deadline_ms: i64) -> Result<Self, Error> {
        let mut targets: Vec<Target> = Vec::new();
        let mut issues = Vec::new();
        for id in ids {
            if targets.iter().any(|target| target.id == *id) {
                continue;
            }
            let (listed_id, rule_id) = match cut(id, b'/') {
                Some((filter, rule)) => (filter, Some(rule)),
                None => (*id, None),
            };
            let is_rule = rule_id.is_some_and(|rule| rule.starts_with("tmr-"));
            match Kind::of(listed_id) {
                Some(kind) if rule_id.is_none() || (is_rule && kind == Kind::Filter) => {
                    targets.push(Target {
                        id: (*id).into(),
                        kind,
                        listed: listed_id.len(),
                        page: 0,
                        shown: None,
                        state: None,
                        absences: 0,
                        reached: false,
                    });
                }
                _ => issues.push(Issue {
                    parameter: "what".into(),
                    problem: "must be the id of a session (tms-…) or a filter (tmf-…), or a rule with its filter",
                }),
            }
        }
        if !issues.is_empty() {
            return Err(Error::Parameters(issues));
        }
        let mut wait = Self {
            goal,
            targets,
            deadline_ms,
            deadline: None,
            phase: Phase::Round,
            pages: 0,
            look: None,
            events: Queue::new(),
            pause: FIRST_PAUSE_MS,
            stubborn: false,
            keeping: false,
            kept: Vec::new(),
            result: None,
        };
        wait.begin_round();
        Ok(wait)
    }

    /// The first target as it was last listed.
    pub(super) fn take_kept(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.kept)
    }

    fn begin_round(&mut self) {
        // Of sessions, filters and rules: how many there are, and the page that is being filled with them.
        let mut groups = [(0, 0); 3];
        for target in &mut self.targets {
            target.shown = None;
            target.page = 0;
            let group = target.kind as usize + usize::from(target.rule().is_some());
            if let (false, Some((count, page))) = (target.reached, groups.get_mut(group)) {
                if *count % PAGE == 0 {
                    self.pages += 1;
                    *page = self.pages;
                }
                *count += 1;
                target.page = *page;
            }
        }
        self.phase = Phase::Round;
    }

    /// Begins to look at the next page of the round.
    fn look(&mut self) {
        let (mut kind, mut rules) = (Kind::Session, false);
        let mut ids: Vec<&str> = Vec::new();
        for target in &self.targets {
            if target.page == self.pages {
                (kind, rules) = (target.kind, target.rule().is_some());
                if !ids.contains(&target.listed_id()) {
                    ids.push(target.listed_id());
                }
            }
        }
        let listing = Listing::new(kind, Params::new().texts(kind.ids_param(), ids));
        self.look = Some(Look {
            call: Box::new(listing.call()),
            listing,
            rules,
        });
        self.phase = Phase::Looking;
    }

    /// Takes one page of a List.
    fn take(&mut self, result: &[u8]) {
        let Some(look) = &mut self.look else {
            return;
        };
        let kind = look.listing.kind;
        let view = View::new(result);
        for item in view.items(kind.list_field()) {
            let id = item.text(kind.id_field()).unwrap_or_default();
            if look.rules {
                for list in &["IngressRules", "EgressRules"] {
                    for rule in item.items(list) {
                        if let (Some(rule_id), Some(state)) = (
                            rule.text("TrafficMirrorFilterRuleId"),
                            rule.text("TrafficMirrorFilterRuleStatus"),
                        ) {
                            show(&mut self.targets, self.pages, &id, Some(&rule_id), &state);
                        }
                    }
                }
            } else if let Some(state) = item.text(kind.state_field()) {
                if self.keeping && self.targets.first().is_some_and(|first| first.id == id) {
                    self.kept = item.as_json().into();
                }
                show(&mut self.targets, self.pages, &id, None, &state);
            }
        }
        match look.listing.turn(&view) {
            Ok(false) => {}
            Ok(true) => {
                *look.call = look.listing.call();
                return;
            }
            Err(error) => return self.end(Err(error)),
        }
        for target in &mut self.targets {
            if target.page == self.pages
                && let Some(event) = target.observe(self.goal)
            {
                self.events.push_back(event);
            }
        }
        self.pages -= 1;
        self.phase = Phase::Round;
    }

    fn end_round(&mut self, context: &Context<'_>) {
        if !self.stubborn {
            self.events.push_back(self.progress());
        }
        let deadline = self.deadline.unwrap_or(i64::MAX);
        let until = context.now.saturating_add(self.pause).min(deadline);
        let left = self.targets.iter().find(|target| !target.reached);
        if let Some(target) = left.filter(|_| context.link.watched && until > context.now) {
            let delay = until - context.now;
            self.events
                .push_back(event::wait(target.kind.action(), delay, "poll"));
        }
        self.pages = 0;
        self.phase = Phase::Paused(until);
        self.pause = (self.pause * 8 / 5).min(LONGEST_PAUSE_MS);
    }

    fn progress(&self) -> Vec<u8> {
        let (mut total, mut reached) = (0, 0);
        let mut counts = Vec::new();
        let mut object = json::Object::begin(&mut counts);
        for (at, target) in self.targets.iter().enumerate() {
            total += 1;
            reached += i64::from(target.reached);
            let state = target.state();
            let mut alike = self.targets.iter().map(|other| other.state() == state);
            if alike.position(|alike| alike) == Some(at) {
                object.integer(state, alike.map(i64::from).sum::<i64>() + 1);
            }
        }
        object.end();
        let mut event = Vec::new();
        let mut object = json::Object::begin(&mut event);
        object.text("type", "progress");
        object.integer("total", total);
        object.integer("reached", reached);
        object.raw("states", &counts);
        object.end();
        event
    }

    /// Ends, if everything is reached or it is too late. Gives whether it did.
    fn judge(&mut self, now: i64) -> bool {
        let late = self.deadline.is_some_and(|deadline| now >= deadline);
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
            Err(Error::Deadline { waiting_for })
        });
        true
    }

    fn end(&mut self, result: Result<Vec<u8>, Error>) {
        self.result = Some(result);
        self.phase = Phase::Over;
    }

    fn go_on(&mut self, context: &mut Context<'_>) -> Option<Step> {
        let now = context.now;
        match self.phase {
            Phase::Round if self.pages > 0 => self.look(),
            Phase::Round => self.end_round(context),
            Phase::Looking => match self.look.as_mut()?.call.poll(context) {
                Step::Done(Ok(result)) => self.take(&result),
                Step::Done(Err(error)) if self.stubborn && error.worth_waiting() => {
                    self.end_round(context);
                }
                Step::Done(result) => self.end(result),
                Step::WaitUntil(until, why) => {
                    // A List that rests before its next attempt must not outlast the deadline.
                    let deadline = self.deadline.unwrap_or(i64::MAX);
                    if now < deadline {
                        return Some(Step::WaitUntil(until.min(deadline), why));
                    }
                    self.judge(now);
                }
                step => return Some(step),
            },
            Phase::Paused(until) => {
                if !self.judge(now) {
                    if now < until {
                        return Some(Step::WaitUntil(until, Why::Poll));
                    }
                    self.begin_round();
                }
            }
            Phase::Over => return Some(self.result.take().map_or(Step::Await, Step::Done)),
        }
        None
    }
}

/// Notes the state that a List shows of a filter, session or rule, if it is looked up on this page. The first counts,
/// should a List show it twice.
fn show(targets: &mut [Target], page: u32, id: &str, rule: Option<&str>, state: &str) {
    for target in targets {
        if target.page == page && target.listed_id() == id && target.rule() == rule {
            target.shown.get_or_insert_with(|| state.into());
            return;
        }
    }
}

impl Job for Wait {
    fn poll(&mut self, context: &mut Context<'_>) -> Step {
        let deadline_ms = self.deadline_ms;
        self.deadline
            .get_or_insert_with(|| context.now.saturating_add(deadline_ms));
        loop {
            if let Some(event) = self.events.pop_front() {
                return Step::Event(event);
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
