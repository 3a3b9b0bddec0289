//! Checkpoints: any text is read without harm; only an intact one is taken; and a job that goes on from one touches
//! what is in its plan and nothing else, whatever it says.
//!
//! The input is the text. It is tried as it stands and, so that what is behind the checksum is reached as well, with
//! the last line replaced by the right checksum.

use std::collections::BTreeSet;

use alicloud_traffic_mirror::error::Error;
use alicloud_traffic_mirror::jobs::{
    Context, DEFAULT_RATE, Job, Link, Outcome, Policy, Step, Teardown, TeardownOptions,
};
use alicloud_traffic_mirror::request::{Format, Signer, Style};
use alicloud_traffic_mirror::response::Answer;
use alicloud_traffic_mirror::service::VERSION;
use alicloud_traffic_mirror::signing::{Credentials, Key};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::oracle::{decode_query, sha256_hex};

/// 2026-01-01T00:00:00Z.
const NOW: i64 = 1_767_225_600_000;
/// The place that the signer is of.
const BINDING: &str = "2016-04-28 cn-hongkong https://vpc.cn-hongkong.aliyuncs.com";
/// More than any plan needs that fits into an input.
const MOST_STEPS: usize = 200_000;

pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    if text.len() > 16_384 {
        return;
    }
    try_to_resume(text);
    if let Some((body, _)) = text.trim_ascii().rsplit_once('\n') {
        try_to_resume(&sealed(body));
    }
}

/// The text with its checksum.
pub fn sealed(body: &str) -> String {
    let body = format!("{body}\n");
    let sum = sha256_hex(body.as_bytes());
    format!("{body}{}", &sum[..32])
}

fn try_to_resume(text: &str) {
    for dry_run in [false, true] {
        let options = TeardownOptions {
            dry_run,
            with_filters: true,
            checkpoints: true,
        };
        match Teardown::resume(text, options) {
            Ok(job) => {
                let text = text.trim_ascii();
                let (body, _) = text.rsplit_once('\n').expect("a checksum");
                assert_eq!(text, sealed(body), "a damaged checkpoint was taken");
                run(job, &Plan::read(text), dry_run);
            }
            Err(error) => assert!(matches!(error, Error::Checkpoint(_))),
        }
    }
}

/// What a checkpoint names, read independently.
struct Plan {
    is_ours: bool,
    sessions: BTreeSet<String>,
    filters: BTreeSet<String>,
}

impl Plan {
    fn read(text: &str) -> Self {
        let lines: Vec<_> = text.split('\n').collect();
        let ids = |line: &str| -> BTreeSet<String> {
            let ids = line.split(',').filter(|id| !id.is_empty());
            ids.map(|id| {
                let id = percent_decode_str(id).decode_utf8();
                id.expect("ids are text").into_owned()
            })
            .collect()
        };
        Self {
            is_ours: lines[1] == BINDING,
            sessions: ids(lines[3]),
            filters: ids(lines[4]),
        }
    }
}

/// Runs the job to its end. Every delete is answered with success, and every list is empty.
fn run(mut job: Teardown, plan: &Plan, dry_run: bool) {
    let signer = signer();
    let mut link = Link::new(
        Style::V1Form,
        Format::Json,
        Policy::default(),
        Some(DEFAULT_RATE),
    );
    let mut now = NOW;
    let mut counter = 0_u64;
    let mut random = || {
        counter += 1;
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&counter.to_le_bytes());
        bytes
    };
    let mut arriving: Vec<(u32, String)> = Vec::new();
    for _ in 0..MOST_STEPS {
        let mut context = Context {
            now,
            signer: &signer,
            link: &mut link,
            random: &mut random,
        };
        match job.poll(&mut context) {
            Step::Send(send) => {
                assert!(
                    plan.is_ours,
                    "a checkpoint of another place was gone on with"
                );
                let body = send.request().body.expect("a form");
                check_request(&send.action, &body, plan, dry_run);
                arriving.push((send.id, answer(&send.action)));
            }
            Step::Event(event) => check_event(&event, plan),
            Step::Done(result) => {
                check_end(result, plan);
                return;
            }
            Step::Refresh => panic!("nothing was refused"),
            step => {
                let Some((id, body)) = arriving.pop() else {
                    let Step::WaitUntil(until, _) = step else {
                        panic!("it waits for nothing");
                    };
                    now = now.max(until);
                    continue;
                };
                let answer = Answer {
                    status: 200,
                    content_type: None,
                    body: body.as_bytes(),
                };
                let outcome = Outcome::Answer {
                    answer,
                    retry_after: None,
                    date: None,
                };
                job.receive(id, outcome, &mut context);
            }
        }
    }
    panic!("it does not end");
}

fn signer() -> Signer {
    let credentials = Credentials {
        access_key_id: "testid",
        access_key_secret: "testsecret",
        security_token: None,
    };
    Signer {
        key: Key::new(credentials).expect("a key"),
        region_id: "cn-hongkong".into(),
        endpoint: None,
        version: VERSION.into(),
    }
}

fn answer(action: &str) -> String {
    let list = match action {
        "ListTrafficMirrorSessions" => ",\"TrafficMirrorSessions\":[]",
        "ListTrafficMirrorFilters" => ",\"TrafficMirrorFilters\":[]",
        _ => "",
    };
    format!("{{\"RequestId\":\"R\"{list}}}")
}

/// Each request is about objects of the plan.
fn check_request(action: &str, body: &str, plan: &Plan, dry_run: bool) {
    let pairs = decode_query(body);
    let values = |prefix: &str| -> Vec<String> {
        let named = pairs
            .iter()
            .filter(|(name, _)| name.starts_with(prefix.as_bytes()));
        named
            .map(|(_, value)| String::from_utf8(value.clone()).expect("text"))
            .collect()
    };
    assert_eq!(values("Action"), [action]);
    assert_eq!(values("RegionId"), ["cn-hongkong"]);
    let sessions = values("TrafficMirrorSessionId");
    let filters = values("TrafficMirrorFilterId");
    for (ids, planned) in [(&sessions, &plan.sessions), (&filters, &plan.filters)] {
        for id in ids {
            assert!(
                planned.contains(id),
                "{action} of {id:?}, not of {planned:?}"
            );
        }
    }
    assert_eq!(sessions.len().min(filters.len()), 0);
    assert!(sessions.len() + filters.len() > 0, "{action} names nothing");
    match action {
        "DeleteTrafficMirrorSession" | "DeleteTrafficMirrorFilter" => {
            assert!(!dry_run, "a dry run deletes nothing");
            assert_eq!(sessions.len() + filters.len(), 1);
            assert_eq!(action.ends_with("Session"), sessions.len() == 1);
            assert_eq!(values("ClientToken").len(), 1);
        }
        "ListTrafficMirrorSessions" | "ListTrafficMirrorFilters" => {}
        _ => panic!("{action} has no part in this"),
    }
}

/// A checkpoint that the job tells is one that can be gone on from, with the same plan.
fn check_event(event: &[u8], plan: &Plan) {
    let event: Value = serde_json::from_slice(event).expect("events are JSON");
    if event["type"] == "checkpoint" {
        let state = event["state"].as_str().expect("a text");
        Teardown::resume(state, TeardownOptions::default()).expect("it can be gone on from");
        let told = Plan::read(state);
        assert_eq!(told.sessions, plan.sessions);
        assert_eq!(told.filters, plan.filters);
    }
}

fn check_end(result: Result<Vec<u8>, Error>, plan: &Plan) {
    match result {
        Ok(report) => {
            assert!(plan.is_ours);
            let report: Value = serde_json::from_slice(&report).expect("a report is JSON");
            for list in ["deleted", "alreadyGone"] {
                let ids = report[list].as_array().expect("a list");
                for id in ids.iter().filter_map(Value::as_str) {
                    assert!(plan.sessions.contains(id) || plan.filters.contains(id));
                }
            }
        }
        Err(Error::Checkpoint(_)) => assert!(!plan.is_ours),
        Err(error) => panic!("{error:?}"),
    }
}
