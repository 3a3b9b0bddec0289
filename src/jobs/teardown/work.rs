//! The deletion itself: what is sent next, and what follows from what came back.

use alloc::vec::Vec;

use super::fleet::{Errand, Wake};
use super::item::Status;
use super::{Stage, TOGETHER, Teardown, plan, report};
use crate::error::Error;
use crate::jobs::listing::Listing;
use crate::jobs::wait::Kind;
use crate::jobs::{Call, Context, Step, Why};
use crate::request::Params;
use crate::response::View;
use crate::service;

impl Teardown {
    /// Does what can be done now; where there is nothing, tells what comes next.
    pub(super) fn work(&mut self, mut wake: Wake, context: &mut Context<'_>) -> Option<Step> {
        let now = context.now;
        if self.send_more() {
            return None;
        }
        let over = self.objects().is_over();
        if over || self.objects().next_batch() {
            if !self.options.dry_run && !self.objects().items.is_empty() {
                self.checkpoint(context);
            }
            if over && self.kind == Kind::Filter {
                self.stage = Stage::Reporting;
            } else if over {
                self.kind = Kind::Filter;
                self.tell_progress(now);
            }
            return None;
        }
        let objects = self.objects();
        if !objects.is_looking() && objects.is_waiting() {
            let at = objects.next_look(now);
            if now >= at {
                self.objects().look();
                self.look_on();
                return None;
            }
            wake.by(at, Why::Poll);
            let idle = self.fleet.flights.is_empty();
            if context.link.watched && self.told_look != at && idle {
                self.told_look = at;
                self.events.wait(self.kind.action(), at - now, "poll");
                return None;
            }
        }
        if self.tell_progress(now) {
            return None;
        }
        Some(wake.step())
    }

    /// The report, at the end.
    pub(super) fn report(&self, now: i64) -> Vec<u8> {
        let dry_run = self.options.dry_run;
        report::write(&self.plan, dry_run, self.fleet.sent, self.elapsed(now))
    }

    /// Starts a call about the next object that is ready, if there may be one more in flight.
    fn send_more(&mut self) -> bool {
        if self.fleet.flights.len() >= TOGETHER {
            return false;
        }
        let (dry_run, seed) = (self.options.dry_run, self.plan.seed);
        let objects = self.objects();
        let Some((at, status)) = objects.take_ready() else {
            return false;
        };
        if dry_run && status != Status::Unchecked {
            objects.set(at, status);
            return true;
        }
        let kind = objects.kind;
        let id = objects.ids.at(at);
        let refusals = objects.items.get(at).map_or(0, |item| item.refusals);
        let params = Params::new().text(kind.id_field(), id);
        if status == Status::Unchecked {
            let listing = Listing::new(Kind::Session, params);
            self.fleet.list(Errand::Users, at, listing);
        } else {
            let token = plan::token(&seed, id, refusals);
            let params = params.text("ClientToken", &token);
            let call = Call::new(delete_action(kind), params).plain();
            self.fleet.delete(at, call);
        }
        true
    }

    /// Lists the next page of those that wait, if the look is not over.
    fn look_on(&mut self) {
        let objects = self.objects();
        objects.next_page();
        if !objects.is_looking() {
            return;
        }
        let ids = objects.page.iter().map(|at| objects.ids.at(*at));
        let query = Params::new().texts(objects.kind.ids_param(), ids);
        let listing = Listing::new(objects.kind, query);
        self.fleet.list(Errand::Look, 0, listing);
    }

    /// Takes a call that is over. An error ends the job.
    #[inline(never)]
    pub(super) fn land(
        &mut self,
        place: usize,
        result: Result<Vec<u8>, Error>,
        context: &mut Context<'_>,
    ) -> Result<(), Error> {
        let Some(flight) = self.fleet.flights.get(place) else {
            return Ok(());
        };
        let (errand, at, served) = (flight.errand, flight.at, flight.served);
        let ambiguous = flight.call.is_ambiguous();
        let result = match result {
            Err(error) if is_fatal(&error, errand) => return Err(error),
            Ok(json) if errand != Errand::Delete => {
                let page = View::new(&json);
                if self.take(errand, at, &page, served, context) {
                    match self.fleet.turn(place, &page) {
                        Ok(true) => return Ok(()),
                        Ok(false) => Ok(json),
                        Err(error) => Err(error),
                    }
                } else {
                    Ok(json)
                }
            }
            result => result,
        };
        self.fleet.flights.remove(place);
        match (errand, result) {
            (Errand::Delete, result) => {
                let now = context.now;
                self.objects().settle(at, &result, ambiguous, now);
                self.tell_state(at, context);
            }
            (Errand::Look, Ok(_)) => {
                for at in self.objects().take_page() {
                    if self.objects().judge(at, context.now) {
                        self.tell_state(at, context);
                    }
                }
                self.look_on();
            }
            // One look that fails costs nothing but time: what waits for too long has failed, no sooner.
            (Errand::Look, Err(_)) => self.objects().blind(context.now),
            (Errand::Users, Ok(_)) => {
                let filters = &mut self.plan.filters;
                if filters
                    .items
                    .get(at)
                    .is_some_and(|item| item.status != Status::Used)
                {
                    filters.clear(at, !self.options.dry_run);
                }
            }
            (Errand::Users, Err(error)) => {
                self.plan
                    .filters
                    .settle(at, &Err(error), false, context.now);
            }
            (Errand::Plan, result) => {
                result?;
            }
        }
        Ok(())
    }

    /// Takes a page of a List. Tells whether the next one matters.
    /// By its own clock the service answered at `served`: a session is old by either, or it is not surely old.
    fn take(
        &mut self,
        errand: Errand,
        at: usize,
        page: &View<'_>,
        served: i64,
        context: &Context<'_>,
    ) -> bool {
        if errand == Errand::Plan {
            let now = context.now.saturating_add(context.link.offset);
            self.listed.take(page, &self.target, now.min(served));
            return true;
        }
        let kind = if errand == Errand::Look {
            self.kind
        } else {
            Kind::Session
        };
        for item in page.items(kind.list_field()) {
            let id = item.text(kind.id_field()).unwrap_or_default();
            if errand == Errand::Look {
                let state = item.text(kind.state_field()).unwrap_or_default();
                self.objects().show(&id, &state);
            } else if !self.would_be_gone(&id) {
                self.plan.filters.set(at, Status::Used);
                return false;
            }
        }
        true
    }

    /// Whether a session does not count as a user of its filter: it was deleted here, though a List may lag, or a dry run
    /// counts it as deleted.
    fn would_be_gone(&self, id: &str) -> bool {
        let sessions = &self.plan.sessions;
        let item = sessions.ids.find(id).and_then(|at| sessions.items.get(at));
        item.is_some_and(|item| {
            matches!(item.status, Status::Deleted | Status::AlreadyGone)
                || self.options.dry_run && item.seen
        })
    }

    /// Tells watchers what became of an object, where that is one of the service's states, or that it is busy.
    fn tell_state(&mut self, at: usize, context: &Context<'_>) {
        if !context.link.watched {
            return;
        }
        let objects = self.plan.objects(self.kind);
        let status = objects.items.get(at).map(|item| item.status);
        let to = match status {
            Some(Status::Busy) => {
                let delay = objects.look_delay(context.now);
                let action = delete_action(objects.kind);
                return self.events.wait(action, delay, "busy");
            }
            Some(Status::Deleting) => "Deleting",
            Some(Status::Deleted | Status::AlreadyGone) => "gone",
            _ => return,
        };
        let mut event = self.events.about("state", objects.kind.action());
        event.text("id", objects.ids.at(at));
        event.text("to", to);
        event.end();
    }
}

const fn delete_action(kind: Kind) -> &'static str {
    match kind {
        Kind::Session => "DeleteTrafficMirrorSession",
        Kind::Filter => "DeleteTrafficMirrorFilter",
    }
}

/// Errors that make everything else pointless: nothing that follows could fare better. Keys that may not delete one object
/// may delete others.
fn is_fatal(error: &Error, errand: Errand) -> bool {
    match error {
        Error::Service { refusal, .. } => match refusal.class.kind {
            service::Kind::Auth => {
                let denied = matches!(
                    &*refusal.code,
                    "Forbidden.RAM" | "Forbidden" | "NoPermission"
                );
                errand != Errand::Delete || !denied
            }
            kind => kind == service::Kind::Clock,
        },
        Error::Transport(_) | Error::Timeout(_) | Error::Unreadable(_) | Error::Deadline { .. } => {
            false
        }
        _ => true,
    }
}
