//! One client's host: the loop that `js/drive.ts` is in JavaScript, in virtual time.

mod emitted;
mod interruptions;
mod process;
mod promises;

use std::collections::VecDeque;
use std::rc::Rc;

use alicloud_traffic_mirror::error::Error;
use alicloud_traffic_mirror::jobs::{Context, Job, Outcome, Step};
use alicloud_traffic_mirror::response::Answer as Read;
use alicloud_traffic_mirror::service::Rate;

use crate::errand::{Errand, Next};
use crate::network::{Event, Shared};
use crate::script::{Client, Interruption};
use crate::service::{Answer, keys};
use crate::truth::{Kind, Violation};
use crate::wire::Wire;
use process::{Process, generation, signer_of};
use promises::{Intents, Windows};

/// What a client's process has and does, and what is known of it over all its processes.
pub struct Host {
    pub at: usize,
    spec: Client,
    errand: Errand,
    /// Counts processes and aborted jobs: what is meant for an earlier one goes nowhere.
    pub instance: u32,
    process: Option<Process>,
    /// Requests so far, over all processes.
    sends: u32,
    steps: u64,
    /// Interruptions so far.
    interrupted: usize,
    aborted: bool,
    /// An abort came when something may have been made: what is left is to take it back.
    cleaning: bool,
    /// The last that was kept safe.
    checkpoint: Option<String>,
    windows: Windows,
    intents: Intents,
    signatures: VecDeque<String>,
    pub over: bool,
    /// Faults that its requests met.
    pub faults: u32,
}

/// What became of a request.
#[derive(Debug, Clone)]
pub enum Arrived {
    Answer(Answer),
    NoAnswer,
    TimedOut,
}

impl Host {
    pub fn new(at: usize, spec: &Client, errand: Errand, promised_calls: Option<u32>) -> Self {
        let promised = Rate {
            calls: promised_calls.unwrap_or(spec.rate.calls),
            ..spec.rate
        };
        Self {
            at,
            spec: spec.clone(),
            errand,
            instance: 0,
            process: None,
            sends: 0,
            steps: 0,
            interrupted: 0,
            aborted: false,
            cleaning: false,
            checkpoint: None,
            windows: Windows::new(promised),
            intents: Intents::default(),
            signatures: VecDeque::new(),
            over: false,
            faults: 0,
        }
    }

    /// Begins, or goes on after an interruption.
    pub fn start(&mut self, shared: &mut Shared<'_>) -> Result<(), Violation> {
        if self.process.is_none() {
            self.process = Some(self.new_process(shared)?);
        }
        self.aborted = false;
        if self.checkpoint.is_some() && self.interrupted > 0 {
            shared.tally.count("resume");
        } else {
            // Of what a process did before it had a checkpoint, the next cannot know.
            self.windows.forget();
        }
        let checkpoint = self.checkpoint.clone();
        let next = self.errand.begin(checkpoint.as_deref(), shared.now);
        self.go_on(next, shared)
    }

    pub fn wake(&mut self, wait: u32, shared: &mut Shared<'_>) -> Result<(), Violation> {
        match &self.process {
            Some(process) if process.waits == wait && !process.blocked => self.run(shared),
            _ => Ok(()),
        }
    }

    pub fn unblock(&mut self, shared: &mut Shared<'_>) -> Result<(), Violation> {
        if let Some(process) = &mut self.process {
            process.blocked = false;
        }
        self.run(shared)
    }

    /// Keys were fetched.
    pub fn refreshed(&mut self, shared: &mut Shared<'_>) -> Result<(), Violation> {
        let (at, key_ms) = (self.at, self.spec.key_ms);
        if let Some(process) = &mut self.process {
            process.generation = generation(key_ms, shared.now);
            process.link.keys += 1;
            process.signer = signer_of(at, process.generation, key_ms)?;
        }
        self.unblock(shared)
    }

    pub fn arrive(
        &mut self,
        id: u32,
        arrived: Arrived,
        shared: &mut Shared<'_>,
    ) -> Result<(), Violation> {
        if let Some(process) = &mut self.process {
            process.inbox.push_back((id, arrived));
            if !process.blocked {
                return self.run(shared);
            }
        }
        Ok(())
    }

    /// Runs until there is nothing to do but wait.
    fn run(&mut self, shared: &mut Shared<'_>) -> Result<(), Violation> {
        loop {
            if self.is_interrupted(shared) {
                return Ok(());
            }
            let Some(step) = self.poll(shared.now) else {
                return Ok(());
            };
            shared.steps += 1;
            match step {
                Step::Send(send) => {
                    let wire = Wire::of(&send.request());
                    self.send(send.id, wire, shared)?;
                }
                Step::Event(event) => {
                    let text = String::from_utf8_lossy(&event);
                    self.tell(&text)?;
                    if let Some(state) = emitted::checkpoint_in(&text) {
                        self.save(state, shared);
                        return Ok(());
                    }
                }
                Step::Refresh => {
                    shared.tally.count("keysExpired");
                    self.block();
                    let event = Event::Refreshed(self.at, self.instance);
                    shared.after(150, event);
                    return Ok(());
                }
                Step::Done(result) => {
                    let next = self.end(result, shared)?;
                    return self.go_on(next, shared);
                }
                Step::WaitUntil(until, _) => {
                    if !self.receive(shared.now) {
                        self.wait(Some(until), shared);
                        return Ok(());
                    }
                }
                Step::Await => {
                    if !self.receive(shared.now) {
                        self.wait(None, shared);
                        return Ok(());
                    }
                }
            }
        }
    }

    fn poll(&mut self, now: i64) -> Option<Step> {
        self.steps += 1;
        self.with_job(now, |job, context| job.poll(context))
    }

    /// Hands the job an outcome, if one is there.
    fn receive(&mut self, now: i64) -> bool {
        let Some(process) = &mut self.process else {
            return false;
        };
        let Some((id, arrived)) = process.inbox.pop_front() else {
            return false;
        };
        if let Some(Some(intent)) = process.flights.remove(&id) {
            self.intents.answered(&intent, &arrived);
        }
        let timeout = u32::try_from(self.spec.timeout).unwrap_or(u32::MAX);
        let outcome = match &arrived {
            Arrived::Answer(answer) => Outcome::Answer {
                answer: Read {
                    status: answer.status,
                    content_type: answer.content_type.as_deref(),
                    body: answer.body.as_bytes(),
                },
                retry_after: answer.retry_after.as_deref(),
                date: answer.date.as_deref(),
            },
            Arrived::NoAnswer => Outcome::NoAnswer("the connection was reset"),
            Arrived::TimedOut => Outcome::TimedOut(timeout),
        };
        self.with_job(now, |job, context| job.receive(id, outcome, context));
        true
    }

    fn with_job<T>(
        &mut self,
        now: i64,
        work: impl FnOnce(&mut dyn Job, &mut Context<'_>) -> T,
    ) -> Option<T> {
        let process = self.process.as_mut()?;
        let random = &mut process.random;
        let mut context = Context {
            now: now + process.skew,
            signer: &process.signer,
            link: &mut process.link,
            random: &mut || random.bytes(),
        };
        Some(work(process.job.as_mut()?.as_mut(), &mut context))
    }

    fn send(&mut self, id: u32, wire: Wire, shared: &mut Shared<'_>) -> Result<(), Violation> {
        let Some(process) = &mut self.process else {
            return Ok(());
        };
        shared.new_nonce(wire.nonce())?;
        self.windows.sent(wire.action(), shared.now)?;
        let intent = self.errand.intent_of(&wire);
        let needless = wire.action().starts_with("Create")
            && intent
                .as_ref()
                .is_none_or(|intent| !self.intents.is_open(intent));
        if self.aborted && (!self.cleaning || needless) {
            return Kind::AfterAbort.because(format!("{} after an abort", wire.action()));
        }
        if let (Some(intent), Some(token)) = (&intent, wire.parameter("ClientToken")) {
            self.intents.sent(intent, token)?;
        }
        self.errand.may_send(&wire, &shared.service.truth)?;
        process.sent += 1;
        process.flights.insert(id, intent);
        self.signatures
            .push_back(emitted::decoded(wire.signature()));
        if self.signatures.len() > 16 {
            self.signatures.pop_front();
        }
        self.sends += 1;
        let fault = shared.fault_of(self.at, self.sends);
        self.faults += u32::from(fault.is_some());
        let place = (self.at, self.instance, id);
        shared.carry(place, &Rc::new(wire), fault, self.sends, self.spec.timeout);
        Ok(())
    }

    fn wait(&mut self, until: Option<i64>, shared: &mut Shared<'_>) {
        if let Some(process) = &mut self.process {
            process.waits += 1;
            if let Some(until) = until {
                let ms = until - process.skew - shared.now;
                let event = Event::Wake(self.at, self.instance, process.waits);
                // Hosts are asked to sleep no longer than a minute at once.
                shared.after(ms.clamp(0, 60_000), event);
            }
        }
    }

    fn block(&mut self) {
        if let Some(process) = &mut self.process {
            process.blocked = true;
        }
    }

    fn save(&mut self, state: String, shared: &mut Shared<'_>) {
        let next = self.spec.interruptions.get(self.interrupted);
        if let Some((step, Interruption::CrashWhileSaving)) = next
            && self.steps >= *step
            && !shared.is_spared(self.at, self.interrupted)
        {
            shared.tally.count("crashWhileSaving");
            self.interrupted += 1;
            self.crash(shared);
            return;
        }
        self.checkpoint = Some(state);
        self.block();
        let ms = i64::from(self.steps.is_multiple_of(3)) * 40;
        shared.after(ms, Event::Unblock(self.at, self.instance));
    }

    /// Takes what a job ended with.
    fn end(
        &mut self,
        result: Result<Vec<u8>, Error>,
        shared: &mut Shared<'_>,
    ) -> Result<Next, Violation> {
        let text = match &result {
            Ok(json) => String::from_utf8_lossy(json).into_owned(),
            Err(error) => {
                let mut json = Vec::new();
                error.write_json(&mut json);
                format!("{} {error:?}", String::from_utf8_lossy(&json))
            }
        };
        self.tell(&text)?;
        let sent = self.process.as_ref().map_or(0, |process| process.sent);
        let whole = self.instance == 0;
        self.drop_job();
        let surroundings = crate::errand::Surroundings {
            client: self.at,
            now: shared.now,
            truth: &shared.service.truth,
            faults: self.faults > 0 || shared.script.service_rate.is_some(),
            sent: whole.then_some(sent),
        };
        self.errand.ended(result, &surroundings)
    }

    fn go_on(&mut self, next: Next, shared: &mut Shared<'_>) -> Result<(), Violation> {
        match next {
            Next::Job(job) => {
                if let Some(process) = &mut self.process {
                    process.job = Some(job);
                }
                self.run(shared)
            }
            Next::Again => {
                shared.after(5_000, Event::Start(self.at, self.instance));
                Ok(())
            }
            Next::Over => {
                self.over = true;
                Ok(())
            }
        }
    }

    /// Nothing secret may be in anything that is told.
    fn tell(&self, text: &str) -> Result<(), Violation> {
        let generation = self
            .process
            .as_ref()
            .map_or(0, |process| process.generation);
        let keys = keys(self.at, generation, self.spec.key_ms.is_some());
        emitted::holds_no_secret(text, &keys, &self.signatures)
    }
}
