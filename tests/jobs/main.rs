//! Jobs, driven step by step: what they send, how long they wait, and what they end with.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod attempts;
mod calls;
mod driving;
#[cfg(feature = "emulator")]
mod open;
#[cfg(feature = "emulator")]
mod stage;
mod waits;

use alicloud_traffic_mirror::error::Error;
use alicloud_traffic_mirror::jobs::{
    Call, Context, DEFAULT_RATE, Goal, Job, Link, Outcome, Policy, Step, Wait,
};
use alicloud_traffic_mirror::request::{Format, Params, Signer, Style};
use alicloud_traffic_mirror::response::Answer;
use alicloud_traffic_mirror::service::VERSION;
use alicloud_traffic_mirror::signing::{Credentials, Key};
use serde_json::{Value, json};

/// What a service that a test plays does with a request.
enum Reply {
    Answer(u16, String),
    /// Like an answer, with `x-acs-retry-after` and `Date`.
    With(u16, String, Option<&'static str>, Option<&'static str>),
    None(&'static str),
    TimedOut(u32),
}

/// What happened while a job ran.
#[derive(Default)]
struct Run {
    sent: Vec<String>,
    waits: Vec<i64>,
    events: Vec<Value>,
    refreshes: u32,
}

/// 2026-01-02T03:04:05Z.
const NOW: i64 = 1_767_323_045_000;

fn link() -> Link {
    let mut link = Link::new(
        Style::V1Form,
        Format::Json,
        Policy::default(),
        Some(DEFAULT_RATE),
    );
    link.watched = true;
    link
}

fn signer() -> Signer {
    Signer {
        key: Key::new(Credentials {
            access_key_id: "testid",
            access_key_secret: "testsecret",
            security_token: None,
        })
        .unwrap(),
        region_id: "cn-hongkong".into(),
        endpoint: None,
        version: VERSION.into(),
    }
}

/// Drives a job with one attempt a call, as the tests of single answers want it.
fn run(job: &mut dyn Job, serve: &mut dyn FnMut(&str) -> Reply) -> (Result<Value, Error>, Run) {
    let mut link = link();
    link.policy.max_attempts = 1;
    run_on(&mut link, job, serve)
}

/// Drives a job in virtual time against a service that answers from a function.
fn run_on(
    link: &mut Link,
    job: &mut dyn Job,
    serve: &mut dyn FnMut(&str) -> Reply,
) -> (Result<Value, Error>, Run) {
    let signer = signer();
    let mut run = Run::default();
    let (mut now, mut counter) = (NOW, 0u64);
    let mut random = || {
        counter += 1;
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&counter.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes());
        bytes
    };
    let mut arrived: Option<(u32, Reply)> = None;
    for _ in 0..100_000 {
        let step = job.poll(&mut Context {
            now,
            signer: &signer,
            link,
            random: &mut random,
        });
        match step {
            Step::Send(send) => {
                let body = send.request().body.unwrap();
                run.sent.push(body.clone());
                arrived = Some((send.id, serve(&body)));
            }
            Step::Event(event) => run.events.push(serde_json::from_slice(&event).unwrap()),
            Step::WaitUntil(until, _) => {
                run.waits.push(until - now);
                now = until;
            }
            Step::Refresh => {
                run.refreshes += 1;
                link.keys += 1;
            }
            Step::Await => {
                let (id, reply) = arrived.take().expect("something is on its way");
                now += 20;
                let (status, body, retry_after, date) = match &reply {
                    Reply::Answer(status, body) => (*status, body.as_str(), None, None),
                    Reply::With(status, body, retry, date) => {
                        (*status, body.as_str(), *retry, *date)
                    }
                    _ => (0, "", None, None),
                };
                let outcome = match reply {
                    Reply::None(why) => Outcome::NoAnswer(why),
                    Reply::TimedOut(ms) => Outcome::TimedOut(ms),
                    _ => Outcome::Answer {
                        answer: Answer {
                            status,
                            content_type: None,
                            body: body.as_bytes(),
                        },
                        retry_after,
                        date,
                    },
                };
                let context = &mut Context {
                    now,
                    signer: &signer,
                    link,
                    random: &mut random,
                };
                job.receive(id, outcome, context);
            }
            Step::Done(result) => {
                let result = result.map(|json| serde_json::from_slice(&json).unwrap());
                return (result, run);
            }
        }
    }
    panic!("the job does not end");
}

fn parameter<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    body.split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

fn refusal(code: &str) -> Reply {
    let body = json!({"RequestId": "R", "HostId": "h", "Code": code, "Message": "m"});
    Reply::Answer(400, body.to_string())
}

fn ok(body: &Value) -> Reply {
    Reply::Answer(200, body.to_string())
}

fn sessions(states: &[(&str, &str)]) -> Reply {
    let list: Vec<Value> = states
        .iter()
        .map(|(id, state)| {
            json!({"TrafficMirrorSessionId": id, "TrafficMirrorSessionStatus": state})
        })
        .collect();
    ok(&json!({"TrafficMirrorSessions": list, "RequestId": "R"}))
}

fn delete(params: Params) -> Call {
    Call::new(
        "DeleteTrafficMirrorSession",
        params.text("TrafficMirrorSessionId", "tms-1"),
    )
}
