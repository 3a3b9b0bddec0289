//! Calls that are in flight together.

use alloc::vec::Vec;

use crate::error::Error;
use crate::jobs::listing::Listing;
use crate::jobs::{Call, Context, Job, Outcome, Step, Why, date};
use crate::response::View;

/// Calls, each with what it is for.
#[derive(Debug)]
pub(super) struct Fleet {
    pub(super) flights: Vec<Flight>,
    next: u32,
    /// Requests sent so far.
    pub(super) sent: i64,
}

#[derive(Debug)]
pub(super) struct Flight {
    number: u32,
    pub(super) errand: Errand,
    /// The place of the object that it is about, if it is about one.
    pub(super) at: usize,
    /// What is listed; nothing is, for a delete.
    listing: Option<Listing>,
    pub(super) call: Call,
    /// When the service answered last, by its own clock, where that counts and it said so.
    pub(super) served: i64,
}

/// What a call is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Errand {
    /// What there is.
    Plan,
    Delete,
    /// How those that wait stand.
    Look,
    /// Which sessions use a filter.
    Users,
}

/// Until when there is nothing to do, unless an outcome arrives.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wake {
    pub(super) at: i64,
    why: Why,
}

impl Wake {
    pub(super) const NEVER: Self = Self {
        at: i64::MAX,
        why: Why::Poll,
    };

    /// Wakes at this time, too.
    pub(super) fn by(&mut self, at: i64, why: Why) {
        if at < self.at {
            *self = Self { at, why };
        }
    }

    pub(super) fn step(self) -> Step {
        match self {
            Self { at: i64::MAX, .. } => Step::Await,
            Self { at, why } => Step::WaitUntil(at, why),
        }
    }
}

impl Fleet {
    pub(super) const fn new() -> Self {
        Self {
            flights: Vec::new(),
            next: 0,
            sent: 0,
        }
    }

    pub(super) fn list(&mut self, errand: Errand, at: usize, listing: Listing) {
        let call = listing.call();
        self.launch(errand, at, Some(listing), call);
    }

    pub(super) fn delete(&mut self, at: usize, call: Call) {
        self.launch(Errand::Delete, at, None, call);
    }

    #[inline(never)]
    fn launch(&mut self, errand: Errand, at: usize, listing: Option<Listing>, call: Call) {
        let number = self.next;
        self.next = number.wrapping_add(1);
        self.flights.push(Flight {
            number,
            errand,
            at,
            listing,
            call,
            served: i64::MAX,
        });
    }

    /// Takes a page of what a flight lists, and asks for the next one if there is one.
    pub(super) fn turn(&mut self, place: usize, page: &View<'_>) -> Result<bool, Error> {
        let next = self.next;
        let Some(flight) = self.flights.get_mut(place) else {
            return Ok(false);
        };
        let Some(listing) = &mut flight.listing else {
            return Ok(false);
        };
        let more = listing.turn(page)?;
        if more {
            flight.call = listing.call();
            flight.number = next;
            self.next = next.wrapping_add(1);
        }
        Ok(more)
    }

    /// Looks after the calls: the first thing that one of them wants done, or that it is over, and the place of that call.
    /// Where there is no such thing, `wake` is told of those that wait for a time.
    pub(super) fn stir(
        &mut self,
        wake: &mut Wake,
        context: &mut Context<'_>,
    ) -> Option<(usize, Step)> {
        for (place, flight) in self.flights.iter_mut().enumerate() {
            let mut step = flight.call.poll(context);
            match &mut step {
                Step::WaitUntil(until, why) => wake.by(*until, *why),
                Step::Await => {}
                other => {
                    if let Step::Send(send) = other {
                        send.id = flight.number;
                        self.sent += 1;
                    }
                    return Some((place, step));
                }
            }
        }
        None
    }

    pub(super) fn receive(&mut self, id: u32, outcome: Outcome<'_>, context: &mut Context<'_>) {
        if let Some(flight) = self.flights.iter_mut().find(|flight| flight.number == id) {
            if flight.errand == Errand::Plan
                && let Outcome::Answer { date, .. } = &outcome
            {
                flight.served = date.and_then(date::parse).unwrap_or(i64::MAX);
            }
            flight.call.receive(id, outcome, context);
        }
    }
}
