//! The deletion itself: what is sent next, and what follows from what came back.

use alloc::vec::Vec;

use super::fleet::Landed;
use super::objects::{Objects, Status};
use super::{Phase, Purpose, TOGETHER, Teardown, Work, pause, plan, report};
use crate::error::Error;
use crate::jobs::listing::Listing;
use crate::jobs::wait::Kind;
use crate::jobs::{Call, Context, Step, Why, event};
use crate::json;
use crate::request::Params;
use crate::response::View;
use crate::service;

impl Teardown {
    /// Does what can be done now; gives what the host has to do next, if it is known.
    pub(super) fn work(
        &mut self,
        work: &mut Work,
        wake: Option<(i64, Why)>,
        context: &mut Context<'_>,
    ) -> Option<Step> {
        let now = context.now;
        if self.send_more(work) {
            return None;
        }
        let objects = work.objects();
        if objects.next_batch() {
            if !self.options.dry_run {
                self.checkpoint(work, context);
            }
            return None;
        }
        if objects.is_over() && !work.looking {
            if !self.options.dry_run && !work.objects().items.is_empty() {
                self.checkpoint(work, context);
            }
            if work.kind == Kind::Session {
                work.kind = Kind::Filter;
                self.tell_progress(work, now);
                return None;
            }
            let elapsed = self.elapsed(now);
            let dry_run = self.options.dry_run;
            let report = report::write(&work.plan, dry_run, self.fleet.sent, elapsed);
            return Some(Step::Done(Ok(report)));
        }
        let mut wake = wake;
        if !work.looking
            && let Some(at) = work.objects().next_look(now)
        {
            if now >= at {
                work.looking = true;
                work.pages = work.objects().pages();
                self.look_on(work);
                return None;
            }
            if wake.is_none_or(|(earliest, _)| at < earliest) {
                wake = Some((at, Why::Poll));
                if context.link.watched && self.told_look != Some(at) && self.fleet.is_empty() {
                    self.told_look = Some(at);
                    let action = work.kind.action();
                    self.events.push_back(event::wait(action, at - now, "poll"));
                    return None;
                }
            }
        }
        if self.tell_progress(work, now) {
            return None;
        }
        Some(pause(wake))
    }

    /// Starts a call about the next object that is ready, if there may be one more in flight.
    fn send_more(&mut self, work: &mut Work) -> bool {
        if self.fleet.len() >= TOGETHER {
            return false;
        }
        let seed = work.plan.seed;
        let objects = work.objects();
        let kind = objects.kind;
        let Some((at, status)) = objects.take_ready() else {
            return false;
        };
        if self.options.dry_run && status != Status::Unchecked {
            objects.set(at, status);
            return true;
        }
        let Some(item) = objects.items.get(at) else {
            return false;
        };
        if status == Status::Unchecked {
            let query = Params::new().text(Kind::Filter.id_field(), &item.id);
            let listing = Listing::new(Kind::Session, query);
            let call = listing.call();
            self.fleet.launch(Purpose::Users(listing, at), call);
        } else {
            let params = Params::new()
                .text(kind.id_field(), &item.id)
                .text("ClientToken", &plan::token(&seed, &item.id, item.refusals));
            let call = Call::new(delete_action(kind), params).plain();
            self.fleet.launch(Purpose::Delete(at), call);
        }
        true
    }

    /// Lists the next page of those that wait, or ends the look.
    fn look_on(&mut self, work: &mut Work) {
        let Some(page) = work.pages.pop() else {
            work.looking = false;
            return;
        };
        let objects = work.objects();
        let kind = objects.kind;
        let ids = page.iter().filter_map(|at| objects.items.get(*at));
        let ids = ids.map(|item| item.id.as_str());
        let listing = Listing::new(kind, Params::new().texts(kind.ids_param(), ids));
        let call = listing.call();
        let purpose = Purpose::Look(listing, page, Vec::new());
        self.fleet.launch(purpose, call);
    }

    /// Takes a call that is over. An error ends the job.
    pub(super) fn land(
        &mut self,
        landed: Landed<Purpose>,
        context: &mut Context<'_>,
    ) -> Result<(), Error> {
        let Landed {
            purpose,
            result,
            ambiguous,
        } = landed;
        let result = match result {
            Err(error) if is_fatal(&error) => return Err(error),
            result => result,
        };
        match (purpose, &mut self.phase) {
            (Purpose::Plan(mut listing), Phase::Listing(planning)) => {
                let result = result?;
                let page = View::new(&result);
                planning.listed.take(&page, &planning.target);
                if listing.turn(&page)? {
                    let call = listing.call();
                    self.fleet.launch(Purpose::Plan(listing), call);
                }
            }
            (Purpose::Delete(at), Phase::Working(work)) => {
                let objects = work.objects();
                objects.settle(at, result, ambiguous, context.now);
                if let Some(item) = objects.items.get(at) {
                    let to = item.status;
                    let event = match to {
                        Status::Busy => {
                            let delay = objects.look_delay(context.now);
                            Some(event::wait(delete_action(objects.kind), delay, "busy"))
                        }
                        _ => state_event(objects, at, to),
                    };
                    if let Some(event) = event.filter(|_| context.link.watched) {
                        self.events.push_back(event);
                    }
                }
            }
            (Purpose::Look(mut listing, places, mut found), Phase::Working(_)) => {
                let Phase::Working(mut work) = core::mem::replace(&mut self.phase, Phase::Over)
                else {
                    return Ok(());
                };
                let turned = result.and_then(|result| {
                    let page = View::new(&result);
                    let kind = listing.kind;
                    for item in page.items(kind.list_field()) {
                        if let Some(id) = item.text(kind.id_field()) {
                            let state = item.text(kind.state_field()).unwrap_or_default();
                            found.push((id.into_owned(), state.into_owned()));
                        }
                    }
                    listing.turn(&page)
                });
                match turned {
                    Ok(true) => {
                        let call = listing.call();
                        let purpose = Purpose::Look(listing, places, found);
                        self.fleet.launch(purpose, call);
                    }
                    Ok(false) => {
                        let changed = work.objects().looked(&places, &found, context.now);
                        for (at, to) in changed {
                            let event = state_event(work.objects(), at, to);
                            if let Some(event) = event.filter(|_| context.link.watched) {
                                self.events.push_back(event);
                            }
                        }
                        self.look_on(&mut work);
                    }
                    // One look that fails costs nothing but time: what waits for too long has failed, no sooner.
                    Err(_) => {
                        work.objects().unlooked(context.now);
                        work.pages.clear();
                        work.looking = false;
                    }
                }
                self.phase = Phase::Working(work);
            }
            (Purpose::Users(mut listing, at), Phase::Working(work)) => {
                let turned = result.and_then(|result| {
                    let page = View::new(&result);
                    let used = page.items(Kind::Session.list_field()).any(|session| {
                        let id = session.text(Kind::Session.id_field());
                        id.is_none_or(|id| !work.is_planned(&id))
                    });
                    Ok((used, listing.turn(&page)?))
                });
                match turned {
                    Ok((true, _)) => work.plan.filters.set(at, Status::Used),
                    Ok((false, true)) => {
                        let call = listing.call();
                        self.fleet.launch(Purpose::Users(listing, at), call);
                    }
                    Ok((false, false)) => work.plan.filters.clear(at, !self.options.dry_run),
                    Err(error) => work.plan.filters.fail(at, &error),
                }
            }
            _ => {}
        }
        Ok(())
    }
}

const fn delete_action(kind: Kind) -> &'static str {
    match kind {
        Kind::Session => "DeleteTrafficMirrorSession",
        Kind::Filter => "DeleteTrafficMirrorFilter",
    }
}

/// Errors that make everything else pointless: nothing that follows could fare better.
fn is_fatal(error: &Error) -> bool {
    match error {
        Error::Service { refusal, .. } => {
            matches!(
                refusal.class.kind,
                service::Kind::Auth | service::Kind::Clock
            )
        }
        Error::Transport(_) | Error::Timeout(_) | Error::Unreadable(_) | Error::Deadline { .. } => {
            false
        }
        _ => true,
    }
}

/// The change of state that watchers are told, where it is one of the service's.
fn state_event(objects: &Objects, at: usize, to: Status) -> Option<Vec<u8>> {
    let item = objects.items.get(at)?;
    let to = match to {
        Status::Deleting => "Deleting",
        Status::Deleted | Status::AlreadyGone => "gone",
        _ => return None,
    };
    let mut event = Vec::new();
    let mut object = json::Object::begin(&mut event);
    object.text("type", "state");
    object.text("action", objects.kind.action());
    object.text("id", &item.id);
    object.text("to", to);
    object.end();
    Some(event)
}
