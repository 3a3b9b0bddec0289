//! A host in virtual time between a job and the emulator, with a network that loses things.

use alicloud_traffic_mirror::emulator::{Arrival, Emulator, Fault, Options};
use alicloud_traffic_mirror::error::Error;
use alicloud_traffic_mirror::jobs::{Context, Job, Link, Outcome, Step};
use alicloud_traffic_mirror::request::{Params, Signer};
use alicloud_traffic_mirror::response::Answer;
use serde_json::{Value, json};

use super::{link, parameter, signer};

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Arrives,
    /// It never gets there; the connection is cut.
    Lost,
    /// It is carried out; the connection is cut before the answer.
    Unanswered,
}

const HOUR_MS: u64 = 3_600_000;

pub type Verdict = Option<Result<Value, Error>>;

type Coming = (i64, u32, Option<(u16, Vec<u8>)>);

pub struct Stage {
    pub emulator: Emulator,
    pub link: Link,
    pub filter: String,
    /// Action and ClientToken of each request.
    pub sent: Vec<(String, String)>,
    pub events: Vec<Value>,
    coming: Vec<Coming>,
    counter: u64,
    fate: Box<dyn FnMut(&str) -> Fate>,
}

impl Stage {
    /// An emulator with a filter, and whatever the options say.
    pub fn new(options: Value) -> Self {
        let mut options = options;
        options["clock"] = json!("manual");
        let mut stage = Self {
            emulator: Emulator::new(Options::from_json(&options).unwrap()).unwrap(),
            link: link(),
            filter: String::new(),
            sent: Vec::new(),
            events: Vec::new(),
            coming: Vec::new(),
            counter: 0,
            fate: Box::new(|_| Fate::Arrives),
        };
        let mut create =
            alicloud_traffic_mirror::jobs::Call::new("CreateTrafficMirrorFilter", Params::new());
        let made = stage.run(&mut create).unwrap();
        stage.filter = made["TrafficMirrorFilterId"].as_str().unwrap().into();
        stage.emulator.advance(2 * HOUR_MS);
        stage.sent.clear();
        stage.events.clear();
        stage
    }

    /// Decides what becomes of each request, by its action.
    pub fn fated(&mut self, fate: impl FnMut(&str) -> Fate + 'static) {
        self.fate = Box::new(fate);
    }

    pub fn inject(&mut self, fault: &Value) {
        let fault = Fault::from_json(fault).unwrap();
        self.emulator.inject(fault).unwrap();
    }

    pub fn params(&self) -> Params {
        Params::new()
            .text("TrafficMirrorFilterId", &self.filter)
            .texts("TrafficMirrorSourceIds", ["eni-source"])
            .text("TrafficMirrorTargetId", "eni-target")
            .text("TrafficMirrorTargetType", "NetworkInterface")
            .integer("Priority", 7)
    }

    pub fn run(&mut self, job: &mut dyn Job) -> Result<Value, Error> {
        for _ in 0..100_000 {
            if let Some(result) = self.step(job) {
                return result;
            }
        }
        panic!("the job does not end");
    }

    /// One step of the job.
    pub fn step(&mut self, job: &mut dyn Job) -> Verdict {
        let until = match self.with(|context| job.poll(context)) {
            Step::Send(send) => {
                self.carry(send.id, &send.request().url, &send.request().body.unwrap());
                return None;
            }
            Step::Event(event) => {
                self.events.push(serde_json::from_slice(&event).unwrap());
                return None;
            }
            Step::Done(result) => {
                return Some(result.map(|json| serde_json::from_slice(&json).unwrap()));
            }
            Step::Refresh => panic!("fixed keys"),
            Step::WaitUntil(until, _) => until,
            Step::Await => i64::MAX,
        };
        let first = self.coming.iter().map(|(at, ..)| *at).min();
        let wake = first.map_or(until, |at| at.min(until));
        assert!(wake < i64::MAX, "waits for nothing");
        let ms = u64::try_from((wake - self.emulator.now()).max(0)).unwrap();
        self.emulator.advance(ms);
        if let Some(at) = self.coming.iter().position(|(at, ..)| *at == wake) {
            let (_, id, answer) = self.coming.remove(at);
            let outcome = match &answer {
                Some((status, body)) => Outcome::Answer {
                    answer: Answer {
                        status: *status,
                        content_type: None,
                        body,
                    },
                    retry_after: None,
                    date: None,
                },
                None => Outcome::NoAnswer("ECONNRESET"),
            };
            self.with(|context| job.receive(id, outcome, context));
        }
        None
    }

    fn with<T>(&mut self, act: impl FnOnce(&mut Context<'_>) -> T) -> T {
        let signer: Signer = signer();
        let counter = &mut self.counter;
        let mut random = || {
            *counter += 1;
            let mut bytes = [0; 16];
            bytes[..8].copy_from_slice(&counter.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes());
            bytes
        };
        act(&mut Context {
            now: self.emulator.now(),
            signer: &signer,
            link: &mut self.link,
            random: &mut random,
        })
    }

    fn carry(&mut self, id: u32, url: &str, body: &str) {
        let action = parameter(body, "Action").unwrap().to_owned();
        let token = parameter(body, "ClientToken").unwrap_or_default();
        self.sent.push((action.clone(), token.to_owned()));
        let fate = (self.fate)(&action);
        let mut answer = None;
        if fate != Fate::Lost {
            let host = url.split('/').nth(2).unwrap();
            let form = "application/x-www-form-urlencoded";
            let reply = self.emulator.handle(&Arrival {
                method: "POST",
                target: "/",
                headers: &[("host", host), ("content-type", form)],
                body: body.as_bytes(),
                freshness_now: None,
            });
            if fate == Fate::Arrives && reply.status != 0 {
                answer = Some((reply.status, reply.body));
            }
        }
        self.coming.push((self.emulator.now() + 20, id, answer));
    }

    /// The sessions that there are in the end.
    pub fn left(&mut self) -> usize {
        self.emulator.advance(2 * HOUR_MS);
        let state = self.emulator.state();
        let sessions = &state["regions"]["cn-hongkong"]["sessions"];
        sessions.as_array().map_or(0, Vec::len)
    }

    pub fn count(&self, action: &str) -> usize {
        self.sent.iter().filter(|(sent, _)| sent == action).count()
    }

    /// How often the service refused an action because of the object's state.
    pub fn refused(&self, action: &str) -> usize {
        let requests = self.emulator.requests();
        let busy = |code: &str| code.starts_with("IncorrectStatus");
        requests
            .filter(|request| request.action == action && request.code.as_deref().is_some_and(busy))
            .count()
    }

    /// The different tokens that an action was sent with.
    pub fn tokens(&self, action: &str) -> usize {
        let mut tokens: Vec<_> = self
            .sent
            .iter()
            .filter(|(sent, _)| sent == action)
            .collect();
        tokens.sort();
        tokens.dedup();
        tokens.len()
    }
}
