//! Calls that are in flight together.

use alloc::vec::Vec;

use crate::error::Error;
use crate::jobs::listing::Listing;
use crate::jobs::{Call, Context, Job, Outcome, Step, Why};
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

/// What came of looking after the calls.
pub(super) enum Stir {
    /// The host has to do this; then look again.
    Step(Step),
    /// The flight at this place is over.
    Landed(usize, Result<Vec<u8>, Error>),
    /// Nothing to do until an outcome arrives, or this time.
    Idle(Option<(i64, Why)>),
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

    pub(super) fn stir(&mut self, context: &mut Context<'_>) -> Stir {
        let mut wake: Option<(i64, Why)> = None;
        for (at, flight) in self.flights.iter_mut().enumerate() {
            match flight.call.poll(context) {
                Step::Send(mut send) => {
                    send.id = flight.number;
                    self.sent += 1;
                    return Stir::Step(Step::Send(send));
                }
                Step::WaitUntil(until, why) => {
                    if wake.is_none_or(|(earliest, _)| until < earliest) {
                        wake = Some((until, why));
                    }
                }
                Step::Await => {}
                Step::Done(result) => return Stir::Landed(at, result),
                step => return Stir::Step(step),
            }
        }
        Stir::Idle(wake)
    }

    pub(super) fn receive(&mut self, id: u32, outcome: Outcome<'_>, context: &mut Context<'_>) {
        if let Some(flight) = self.flights.iter_mut().find(|flight| flight.number == id) {
            flight.call.receive(id, outcome, context);
        }
    }
}
