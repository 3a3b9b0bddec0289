//! Calls that are in flight together.

use alloc::vec::Vec;

use crate::error::Error;
use crate::jobs::{Call, Context, Job, Outcome, Step, Why};

/// Calls, each with what it is for.
#[derive(Debug)]
pub(super) struct Fleet<T> {
    flights: Vec<Flight<T>>,
    next: u32,
    /// Requests sent so far.
    pub(super) sent: i64,
}

#[derive(Debug)]
struct Flight<T> {
    number: u32,
    purpose: T,
    call: Call,
}

/// What came of looking after the calls.
pub(super) enum Stir<T> {
    /// The host has to do this; then look again.
    Step(Step),
    Landed(Landed<T>),
    /// Nothing to do until an outcome arrives, or this time.
    Idle(Option<(i64, Why)>),
}

/// A call that is over.
pub(super) struct Landed<T> {
    pub(super) purpose: T,
    pub(super) result: Result<Vec<u8>, Error>,
    /// An attempt may have taken effect without our knowing.
    pub(super) ambiguous: bool,
}

impl<T> Fleet<T> {
    pub(super) const fn new(sent: i64) -> Self {
        Self {
            flights: Vec::new(),
            next: 0,
            sent,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.flights.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.flights.is_empty()
    }

    pub(super) fn launch(&mut self, purpose: T, call: Call) {
        let number = self.next;
        self.next = number.wrapping_add(1);
        self.flights.push(Flight {
            number,
            purpose,
            call,
        });
    }

    pub(super) fn stir(&mut self, context: &mut Context<'_>) -> Stir<T> {
        let mut wake: Option<(i64, Why)> = None;
        let mut at = 0;
        while let Some(flight) = self.flights.get_mut(at) {
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
                Step::Done(result) => {
                    let Flight { purpose, call, .. } = self.flights.remove(at);
                    return Stir::Landed(Landed {
                        purpose,
                        result,
                        ambiguous: call.is_ambiguous(),
                    });
                }
                step => return Stir::Step(step),
            }
            at += 1;
        }
        Stir::Idle(wake)
    }

    pub(super) fn receive(&mut self, id: u32, outcome: Outcome<'_>, context: &mut Context<'_>) {
        if let Some(flight) = self.flights.iter_mut().find(|flight| flight.number == id) {
            flight.call.receive(id, outcome, context);
        }
    }
}
