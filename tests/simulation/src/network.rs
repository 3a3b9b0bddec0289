//! Between clients and service: what is under way, and what happens to it.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::rc::Rc;

use crate::fault::{Fault, Tally};
use crate::host::Arrived;
use crate::random::Random;
use crate::script::Script;
use crate::service::Service;
use crate::truth::{Kind, Violation};
use crate::wire::Wire;

/// What happens next. Clients are named by their number; what is for an earlier process of theirs is dropped.
#[derive(Debug, Clone)]
pub enum Event {
    Start(usize, u32),
    /// A wait is over, if it is still this one.
    Wake(usize, u32, u32),
    /// A checkpoint is kept safe.
    Unblock(usize, u32),
    Refreshed(usize, u32),
    /// A request reaches the service. Whether its answer is to reach the client, and after how long.
    Deliver(Place, Rc<Wire>, Option<Fault>, Option<i64>),
    Arrive(Place, Arrived),
}

/// A client, its process, and the job's id of a request.
pub type Place = (usize, u32, u32);

/// What the parts of a run share.
pub struct Shared<'a> {
    pub script: &'a Script,
    pub service: Service,
    pub now: i64,
    pub tally: Tally,
    pub steps: u64,
    /// The faults that were played: client, number of the request, and what.
    pub played: Vec<(usize, u32, Fault)>,
    queue: BinaryHeap<Reverse<(i64, u64)>>,
    events: std::collections::BTreeMap<u64, Event>,
    scheduled: u64,
    nonces: BTreeSet<String>,
}

impl<'a> Shared<'a> {
    pub fn new(script: &'a Script, service: Service) -> Self {
        Self {
            script,
            service,
            now: crate::script::START,
            tally: Tally::default(),
            steps: 0,
            played: Vec::new(),
            queue: BinaryHeap::new(),
            events: std::collections::BTreeMap::new(),
            scheduled: 0,
            nonces: BTreeSet::new(),
        }
    }

    pub fn after(&mut self, ms: i64, event: Event) {
        self.scheduled += 1;
        self.queue.push(Reverse((self.now + ms, self.scheduled)));
        self.events.insert(self.scheduled, event);
    }

    /// Goes on to the next event.
    pub fn next(&mut self) -> Option<Event> {
        let Reverse((at, number)) = self.queue.pop()?;
        self.now = self.now.max(at);
        self.events.remove(&number)
    }

    /// Fails where a nonce was there before.
    pub fn new_nonce(&mut self, nonce: &str) -> Result<(), Violation> {
        if nonce.is_empty() || !self.nonces.insert(nonce.to_owned()) {
            return Kind::Nonce.because("a nonce went out twice");
        }
        Ok(())
    }

    /// What happens to the request of this number of a client.
    pub fn fault_of(&mut self, client: usize, number: u32) -> Option<Fault> {
        let script = self.script;
        let mut random = Random::of(script.seed, &[3, client as u64, u64::from(number)]);
        let met = random.chance(script.faults) && !script.cuts.faults.contains(&(client, number));
        let which = usize::try_from(random.below(Fault::ALL.len() as u64)).unwrap_or(0);
        let fault = Fault::ALL.get(which).copied().filter(|_| met)?;
        self.tally.count(fault.name());
        self.played.push((client, number, fault));
        Some(fault)
    }

    pub fn is_spared(&self, client: usize, interruption: usize) -> bool {
        let cuts = &self.script.cuts.interruptions;
        cuts.contains(&(client, interruption))
    }

    /// Sends a request on its way.
    pub fn carry(
        &mut self,
        place: Place,
        wire: &Rc<Wire>,
        fault: Option<Fault>,
        number: u32,
        timeout: i64,
    ) {
        self.tally.requests += 1;
        let (client, ..) = place;
        let parts = [5, client as u64, u64::from(number)];
        let mut random = Random::of(self.script.seed, &parts);
        let (there, back) = (random.between(1, 40), random.between(1, 40));
        let deliver = |back| Event::Deliver(place, Rc::clone(wire), fault, back);
        let timed_out = Event::Arrive(place, Arrived::TimedOut);
        let reset = Event::Arrive(place, Arrived::NoAnswer);
        match fault {
            None
            | Some(
                Fault::HtmlBefore
                | Fault::HtmlAfter
                | Fault::Truncated
                | Fault::Empty
                | Fault::Throttled
                | Fault::ServerErrorBefore
                | Fault::ServerErrorAfter,
            ) => self.after(there, deliver(Some(back))),
            Some(Fault::Reordered) => {
                let there = random.between(100, timeout - 100);
                self.after(there, deliver(Some(back)));
            }
            Some(Fault::LostBefore) => self.after(timeout, timed_out),
            Some(Fault::LostAfter | Fault::LateAnswer) => {
                self.after(there, deliver(None));
                self.after(timeout, timed_out);
            }
            Some(Fault::LateRequest) => {
                let late = timeout + random.between(1, 20_000);
                self.after(late, deliver(None));
                self.after(timeout, timed_out);
            }
            Some(Fault::Duplicate) => {
                self.after(there, deliver(Some(back)));
                let late = there + random.between(1, 3_000);
                self.after(late, deliver(None));
            }
            Some(Fault::DuplicateAnswered) => {
                self.after(there, deliver(None));
                self.after(there + 1, deliver(Some(back)));
            }
            Some(Fault::ResetBefore) => self.after(there + back, reset),
            Some(Fault::ResetAfter) => {
                self.after(there, deliver(None));
                self.after(there + back, reset);
            }
        }
    }
}
