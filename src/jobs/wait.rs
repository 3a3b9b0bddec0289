//! Waiting until sessions, filters and rules are created, or gone.
//!
//! The service has no state for "deleted": a deleted object is absent from its List. So "gone" is concluded only from
//! a full List (every page, 100 objects a page), and an object that this job never saw present must be absent twice,
//! because a list that lags shows nothing either.

mod kind;
mod target;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::{Call, Context, Job, Outcome, Step, Why, event};
use crate::error::{Error, Issue};
use crate::json;
use crate::queue::Queue;
use crate::request::Params;
use crate::response::{Reason, Unreadable, View};
use crate::text::cut;
pub(super) use kind::Kind;
use target::{GONE, Target};

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
    events: Queue<Vec<u8>>,
    /// How long to wait before the next round.
    pause: i64,
    /// Outlasts Lists that fail, and tells no progress.
    stubborn: bool,
    /// The first target as it was last listed, where that is wanted.
    kept: Option<Vec<u8>>,
}

#[derive(Debug)]
enum Phase {
    /// About to look at the targets that are left.
    Round(Vec<Page>),
    Listing(Box<Listing>, Vec<Page>),
    Paused(i64),
    Over,
}

/// Up to 100 targets of one kind, to be looked up with one List call.
#[derive(Debug)]
struct Page {
    kind: Kind,
    /// Whether it is rules within these filters that are looked for.
    rules: bool,
    targets: Vec<usize>,
}

#[derive(Debug)]
struct Listing {
    call: Call,
    page: Page,
    /// Tokens of the pages asked for so far; one that repeats would go round for ever.
    tokens: Vec<String>,
    found: Vec<(String, String)>,
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
                        is_rule,
                        listed_id: listed_id.into(),
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
            phase: Phase::Over,
            events: Queue::new(),
            pause: FIRST_PAUSE_MS,
            stubborn: false,
            kept: None,
        };
        wait.begin_round();
        Ok(wait)
    }

    /// Goes on until the deadline where a List fails and may succeed later, beyond the attempts of its call. Tells no
    /// progress.
    #[must_use]
    pub(super) fn stubborn(mut self) -> Self {
        self.stubborn = true;
        self
    }

    /// Keeps its first target, a session or a filter, as it is listed.
    #[must_use]
    pub(super) fn keeping(mut self) -> Self {
        self.kept = Some(Vec::new());
        self
    }

    /// The first target as it was last listed.
    pub(super) fn take_kept(&mut self) -> Vec<u8> {
        self.kept.take().unwrap_or_default()
    }

    fn begin_round(&mut self) {
        let mut pages: Vec<Page> = Vec::new();
        for (at, target) in self.targets.iter().enumerate() {
            if target.reached {
                continue;
            }
            let open = pages.iter_mut().find(|page| {
                page.kind == target.kind
                    && page.rules == target.is_rule
                    && page.targets.len() < PAGE
            });
            match open {
                Some(page) => page.targets.push(at),
                None => pages.push(Page {
                    kind: target.kind,
                    rules: target.is_rule,
                    targets: vec![at],
                }),
            }
        }
        self.phase = Phase::Round(pages);
    }

    fn list(&self, page: Page, tokens: Vec<String>, found: Vec<(String, String)>) -> Listing {
        let mut ids: Vec<&str> = Vec::new();
        for target in page.targets.iter().filter_map(|at| self.targets.get(*at)) {
            if !ids.contains(&target.listed_id.as_str()) {
                ids.push(&target.listed_id);
            }
        }
        let mut params = Params::new()
            .texts(page.kind.ids_param(), ids)
            .integer("MaxResults", 100);
        if let Some(token) = tokens.last() {
            params = params.text("NextToken", token);
        }
        Listing {
            call: Call::new(page.kind.action(), params),
            page,
            tokens,
            found,
        }
    }

    /// Takes one page of a List. Gives the listing that follows, if the List goes on.
    fn take_page(&mut self, mut listing: Listing, result: &[u8]) -> Result<Option<Listing>, Error> {
        let kind = listing.page.kind;
        let view = View::new(result);
        for item in view.items(kind.list_field()) {
            let id = item.text(kind.id_field()).unwrap_or_default();
            if listing.page.rules {
                for rule in ["IngressRules", "EgressRules"]
                    .iter()
                    .flat_map(|list| item.items(list))
                {
                    if let (Some(rule_id), Some(state)) = (
                        rule.text("TrafficMirrorFilterRuleId"),
                        rule.text("TrafficMirrorFilterRuleStatus"),
                    ) {
                        let id = [&id, "/", &rule_id].concat();
                        listing.found.push((id, state.into_owned()));
                    }
                }
            } else if let Some(state) = item.text(kind.state_field()) {
                let first = self.targets.first();
                if let Some(kept) = &mut self.kept
                    && first.is_some_and(|first| first.id == id)
                {
                    *kept = item.as_json().into();
                }
                listing.found.push((id.into_owned(), state.into_owned()));
            }
        }
        let next = view.text("NextToken").filter(|token| !token.is_empty());
        if let Some(token) = next {
            if listing.tokens.iter().any(|earlier| *earlier == token) {
                return Err(Error::Unreadable(Unreadable {
                    status: 200,
                    reason: Reason::RepeatedPage,
                }));
            }
            listing.tokens.push(token.into_owned());
            let Listing {
                page,
                tokens,
                found,
                ..
            } = listing;
            return Ok(Some(self.list(page, tokens, found)));
        }
        for at in listing.page.targets {
            if let Some(target) = self.targets.get_mut(at) {
                let state = listing
                    .found
                    .iter()
                    .find(|(id, _)| *id == target.id)
                    .map(|(_, state)| state.clone());
                if let Some(event) = target.observe(self.goal, state) {
                    self.events.push_back(event);
                }
            }
        }
        Ok(None)
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
        self.phase = Phase::Paused(until);
        self.pause = (self.pause * 8 / 5).min(LONGEST_PAUSE_MS);
    }

    fn progress(&self) -> Vec<u8> {
        let mut states: Vec<(&str, i64)> = Vec::new();
        for target in &self.targets {
            let state = target.state.as_deref().unwrap_or(GONE);
            match states.iter_mut().find(|(name, _)| *name == state) {
                Some((_, count)) => *count += 1,
                None => states.push((state, 1)),
            }
        }
        let mut counts = Vec::new();
        let mut object = json::Object::begin(&mut counts);
        for (state, count) in states {
            object.integer(state, count);
        }
        object.end();
        let mut event = Vec::new();
        let mut object = json::Object::begin(&mut event);
        object.text("type", "progress");
        object.integer("total", count(&self.targets, |_| true));
        object.integer("reached", count(&self.targets, |target| target.reached));
        object.raw("states", &counts);
        object.end();
        event
    }

    fn over(&self, context: &Context<'_>) -> Option<Result<Vec<u8>, Error>> {
        let waiting_for: Vec<String> = self
            .targets
            .iter()
            .filter(|target| !target.reached)
            .map(|target| target.id.clone())
            .collect();
        if waiting_for.is_empty() {
            Some(Ok(b"null".to_vec()))
        } else if self
            .deadline
            .is_some_and(|deadline| context.now >= deadline)
        {
            Some(Err(Error::Deadline { waiting_for }))
        } else {
            None
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
            match core::mem::replace(&mut self.phase, Phase::Over) {
                Phase::Round(mut pages) => match pages.pop() {
                    Some(page) => {
                        let listing = self.list(page, Vec::new(), Vec::new());
                        self.phase = Phase::Listing(Box::new(listing), pages);
                    }
                    None => self.end_round(context),
                },
                Phase::Listing(mut listing, pages) => match listing.call.poll(context) {
                    Step::Done(Ok(result)) => match self.take_page(*listing, &result) {
                        Ok(Some(next)) => self.phase = Phase::Listing(Box::new(next), pages),
                        Ok(None) => self.phase = Phase::Round(pages),
                        Err(error) => return Step::Done(Err(error)),
                    },
                    Step::Done(Err(error)) if self.stubborn && error.worth_waiting() => {
                        self.end_round(context);
                    }
                    Step::Done(Err(error)) => return Step::Done(Err(error)),
                    Step::WaitUntil(until, why) => {
                        // A List that rests before its next attempt must not outlast the deadline.
                        let deadline = self.deadline.unwrap_or(i64::MAX);
                        if let (true, Some(result)) = (context.now >= deadline, self.over(context))
                        {
                            return Step::Done(result);
                        }
                        self.phase = Phase::Listing(listing, pages);
                        return Step::WaitUntil(until.min(deadline), why);
                    }
                    step => {
                        self.phase = Phase::Listing(listing, pages);
                        return step;
                    }
                },
                Phase::Paused(until) => {
                    if let Some(result) = self.over(context) {
                        return Step::Done(result);
                    }
                    if context.now < until {
                        self.phase = Phase::Paused(until);
                        return Step::WaitUntil(until, Why::Poll);
                    }
                    self.begin_round();
                }
                Phase::Over => return Step::Await,
            }
        }
    }

    fn receive(&mut self, id: u32, outcome: Outcome<'_>, context: &mut Context<'_>) {
        if let Phase::Listing(listing, _) = &mut self.phase {
            listing.call.receive(id, outcome, context);
        }
    }
}

fn count(targets: &[Target], which: impl Fn(&Target) -> bool) -> i64 {
    i64::try_from(targets.iter().filter(|target| which(target)).count()).unwrap_or(i64::MAX)
}
