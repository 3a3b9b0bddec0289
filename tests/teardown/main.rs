//! The teardown, driven step by step in virtual time against a small service in memory.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod checkpoints;
mod outcomes;
mod service;
mod targets;

use std::collections::{BTreeMap, BTreeSet};

use alicloud_traffic_mirror::error::Error;
use alicloud_traffic_mirror::jobs::{
    Context, DEFAULT_RATE, Job, Link, Outcome, Policy, Step, Teardown, TeardownOptions,
};
use alicloud_traffic_mirror::request::{Endpoint, Format, Params, Signer, Style};
use alicloud_traffic_mirror::response::Answer;
use alicloud_traffic_mirror::service::{Rate, VERSION};
use alicloud_traffic_mirror::signing::{Credentials, Key};
use serde_json::{Value, json};

use service::{Fault, Reply, Service};

/// 2026-01-02T03:04:05Z.
const NOW: i64 = 1_767_323_045_000;
const DELETING_MS: i64 = 3_000;

/// What happened while a teardown ran.
#[derive(Default)]
struct Run {
    checkpoints: Vec<String>,
    events: Vec<Value>,
    /// When it ended.
    now: i64,
    together: usize,
    steps: usize,
}

fn signer(region: &str, endpoint: Option<&str>) -> Signer {
    Signer {
        key: Key::new(Credentials {
            access_key_id: "testid",
            access_key_secret: "testsecret",
            security_token: None,
        })
        .unwrap(),
        region_id: region.into(),
        endpoint: endpoint.map(|text| Endpoint::parse(text).unwrap()),
        version: VERSION.into(),
    }
}

/// Runs until the job is over, or for so many steps: a crash.
fn drive(
    job: &mut Teardown,
    service: &mut Service,
    from: i64,
    most_steps: usize,
    seed: u64,
) -> (Option<Result<Value, Error>>, Run) {
    drive_at(job, service, from, most_steps, seed, DEFAULT_RATE)
}

fn drive_at(
    job: &mut Teardown,
    service: &mut Service,
    from: i64,
    most_steps: usize,
    seed: u64,
    rate: Rate,
) -> (Option<Result<Value, Error>>, Run) {
    let signer = signer("cn-hongkong", None);
    let mut link = Link::new(Style::V1Form, Format::Json, Policy::default(), Some(rate));
    let mut run = Run::default();
    let (mut now, mut counter) = (from, seed);
    let mut random = || {
        counter = counter.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&counter.to_le_bytes());
        bytes
    };
    // Answers arrive in the order in which they were sent, 20 ms after it.
    let mut arriving: Vec<(i64, u32, Reply)> = Vec::new();
    for steps in 0..most_steps {
        run.steps = steps;
        run.now = now;
        let mut context = Context {
            now,
            signer: &signer,
            link: &mut link,
            random: &mut random,
        };
        let until = match job.poll(&mut context) {
            Step::Send(send) => {
                let reply = service.answer(&send.request().body.unwrap(), now);
                arriving.push((now + 20, send.id, reply));
                run.together = run.together.max(arriving.len());
                continue;
            }
            Step::Event(event) => {
                let event: Value = serde_json::from_slice(&event).unwrap();
                if event["type"] == "checkpoint" {
                    let state = event["state"].as_str().unwrap().to_owned();
                    run.checkpoints.push(state);
                } else {
                    run.events.push(event);
                }
                continue;
            }
            Step::Done(result) => {
                let result = result.map(|json| serde_json::from_slice(&json).unwrap());
                return (Some(result), run);
            }
            Step::Refresh => panic!("fixed keys"),
            Step::WaitUntil(until, _) => until,
            Step::Await => i64::MAX,
        };
        if arriving.first().is_some_and(|(at, ..)| *at <= until) {
            let (at, id, reply) = arriving.remove(0);
            now = now.max(at);
            let outcome = match &reply {
                Reply::Answer(status, body) => Outcome::Answer {
                    answer: Answer {
                        status: *status,
                        content_type: None,
                        body: body.as_bytes(),
                    },
                    retry_after: None,
                    date: None,
                },
                Reply::None => Outcome::NoAnswer("ECONNRESET"),
            };
            let mut context = Context {
                now,
                signer: &signer,
                link: &mut link,
                random: &mut random,
            };
            job.receive(id, outcome, &mut context);
        } else {
            assert!(until < i64::MAX, "waits for nothing");
            now = now.max(until);
        }
    }
    (None, run)
}

const STEPS: usize = 1_000_000;

const WITH_CHECKPOINTS: TeardownOptions = TeardownOptions {
    dry_run: false,
    with_filters: false,
    checkpoints: true,
};
const WITH_FILTERS: TeardownOptions = TeardownOptions {
    with_filters: true,
    ..WITH_CHECKPOINTS
};
const DRY_RUN: TeardownOptions = TeardownOptions {
    dry_run: true,
    ..WITH_FILTERS
};

fn all() -> Params {
    Params::new().boolean("all", true)
}

fn ids(ids: &[&str]) -> Params {
    Params::new().texts("ids", ids.iter().copied())
}

/// `{ where: { … } }` in the flat form.
fn selecting(fields: &Params) -> Params {
    let bytes = [b"kwhere\0{", fields.as_bytes(), b"}"].concat();
    Params::from_bytes(bytes)
}

fn teardown(target: &Params, options: TeardownOptions, service: &mut Service) -> (Value, Run) {
    let mut job = Teardown::new(target, options).unwrap();
    let (result, run) = drive(&mut job, service, NOW, STEPS, 1);
    (result.expect("it ends").unwrap(), run)
}

fn texts(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap().iter();
    list.map(|id| id.as_str().unwrap()).collect()
}

fn reasons(report: &Value) -> Vec<(&str, &str)> {
    let kept = report["kept"].as_array().unwrap().iter();
    kept.map(|kept| {
        (
            kept["id"].as_str().unwrap(),
            kept["reason"].as_str().unwrap(),
        )
    })
    .collect()
}
