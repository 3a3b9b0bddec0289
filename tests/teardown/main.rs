//! The teardown, driven step by step in virtual time against a small service in memory.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod checkpoints;
mod outcomes;
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

/// 2026-01-02T03:04:05Z.
const NOW: i64 = 1_767_323_045_000;
const DELETING_MS: i64 = 3_000;

#[derive(Clone)]
struct Session {
    fields: Value,
    busy_until: i64,
    gone_at: Option<i64>,
}

/// Sessions and filters, and what was asked.
#[derive(Default)]
struct Service {
    sessions: BTreeMap<String, Session>,
    filters: BTreeSet<String>,
    /// Deletions that took effect, by id.
    executed: BTreeMap<String, u32>,
    tokens: BTreeMap<String, String>,
    /// Tokens under which a delete was refused; they are refused for ever.
    refused: BTreeSet<String>,
    sent: Vec<BTreeMap<String, String>>,
    sent_at: Vec<i64>,
    /// What to answer the next calls of an action with, instead of anything else.
    faults: Vec<(&'static str, Fault)>,
    page: usize,
    deaf_to: Option<&'static str>,
}

#[derive(Clone, Copy)]
enum Fault {
    /// Before it takes effect.
    Lost,
    /// After.
    AnswerLost,
    Refused(&'static str),
    SamePage,
}

enum Reply {
    Answer(u16, String),
    None,
}

impl Service {
    fn with(count: usize) -> Self {
        let mut service = Self {
            page: 100,
            ..Self::default()
        };
        for number in 0..count {
            service.add(&format!("tms-{number:04}"), "tmf-1", "2026-01-01T00:00Z");
        }
        service
    }

    fn add(&mut self, id: &str, filter: &str, created: &str) {
        self.filters.insert(filter.into());
        let fields = json!({"TrafficMirrorSessionId": id, "TrafficMirrorFilterId": filter,
            "CreationTime": created, "Priority": 7, "Enabled": false,
            "TrafficMirrorSourceIds": ["eni-1"], "Tags": [{"Key": "team", "Value": "net"}]});
        let session = Session {
            fields,
            busy_until: 0,
            gone_at: None,
        };
        self.sessions.insert(id.into(), session);
    }

    fn settle(&mut self, now: i64) {
        self.sessions
            .retain(|_, session| session.gone_at.is_none_or(|at| now < at));
    }

    fn left(&mut self) -> Vec<String> {
        self.settle(i64::MAX);
        self.sessions.keys().cloned().collect()
    }

    fn answer(&mut self, body: &str, now: i64) -> Reply {
        self.settle(now);
        let params: BTreeMap<String, String> = body
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.into(), value.replace("%3A", ":")))
            .collect();
        self.sent.push(params.clone());
        self.sent_at.push(now);
        let action = params["Action"].clone();
        let fault = self
            .faults
            .iter()
            .position(|(on, _)| *on == action)
            .map(|at| self.faults.remove(at).1);
        match fault {
            Some(Fault::Lost) => return Reply::None,
            Some(Fault::Refused(code)) => return refusal(code),
            Some(Fault::SamePage) => {
                let page =
                    json!({"TrafficMirrorSessions": [], "NextToken": "same", "RequestId": "R"});
                return Reply::Answer(200, page.to_string());
            }
            _ => {}
        }
        let reply = match action.as_str() {
            "ListTrafficMirrorSessions" => self.list(&params, now),
            "ListTrafficMirrorFilters" => {
                let list: Vec<_> = self
                    .filters
                    .iter()
                    .map(|id| json!({"TrafficMirrorFilterId": id, "TrafficMirrorFilterStatus": "Created"}))
                    .collect();
                ok(&json!({"TrafficMirrorFilters": list, "RequestId": "R"}))
            }
            "DeleteTrafficMirrorSession" => self.delete(&params, now),
            "DeleteTrafficMirrorFilter" => {
                self.filters.remove(&params["TrafficMirrorFilterId"]);
                ok(&json!({"RequestId": "R"}))
            }
            other => panic!("{other}"),
        };
        match fault {
            Some(Fault::AnswerLost) => Reply::None,
            _ => reply,
        }
    }

    fn list(&self, params: &BTreeMap<String, String>, now: i64) -> Reply {
        assert_eq!(params["MaxResults"], "100");
        let ids: Vec<_> = params
            .iter()
            .filter(|(name, _)| name.starts_with("TrafficMirrorSessionIds."))
            .map(|(_, id)| id)
            .collect();
        let filter = params
            .get("TrafficMirrorFilterId")
            .filter(|_| self.deaf_to != Some("TrafficMirrorFilterId"));
        let found: Vec<Value> = self
            .sessions
            .iter()
            .filter(|(id, _)| ids.is_empty() || ids.contains(id))
            .filter(|(_, session)| {
                filter.is_none_or(|filter| session.fields["TrafficMirrorFilterId"] == **filter)
            })
            .map(|(_, session)| {
                let state = if session.gone_at.is_some() {
                    "Deleting"
                } else if now < session.busy_until {
                    "Modifying"
                } else {
                    "Created"
                };
                let mut fields = session.fields.clone();
                fields["TrafficMirrorSessionStatus"] = state.into();
                fields
            })
            .collect();
        let from: usize = params
            .get("NextToken")
            .map_or(0, |token| token.parse().unwrap());
        let to = found.len().min(from + self.page);
        let next = if to < found.len() {
            to.to_string()
        } else {
            String::new()
        };
        ok(&json!({"TrafficMirrorSessions": found[from..to], "NextToken": next, "RequestId": "R"}))
    }

    fn delete(&mut self, params: &BTreeMap<String, String>, now: i64) -> Reply {
        let (id, token) = (&params["TrafficMirrorSessionId"], &params["ClientToken"]);
        assert!(token.is_ascii() && token.len() <= 64);
        if self.refused.contains(token) {
            return refusal("IncorrectStatus.TrafficMirrorSession");
        }
        let kept = self.tokens.entry(id.clone()).or_insert(token.clone());
        assert_eq!(kept, token, "one deletion, one token");
        let Some(session) = self.sessions.get_mut(id) else {
            return refusal("ResourceNotFound.TrafficMirrorSession");
        };
        if session.gone_at.is_some() || now < session.busy_until {
            if session.gone_at.is_none() {
                self.tokens.remove(id);
                self.refused.insert(token.clone());
            }
            return refusal("IncorrectStatus.TrafficMirrorSession");
        }
        session.gone_at = Some(now + DELETING_MS);
        *self.executed.entry(id.clone()).or_default() += 1;
        ok(&json!({"RequestId": "R"}))
    }

    fn times(&self, action: &str) -> Vec<i64> {
        let sent = self.sent.iter().zip(&self.sent_at);
        sent.filter(|(params, _)| params["Action"] == action)
            .map(|(_, at)| *at)
            .collect()
    }

    fn count(&self, action: &str) -> usize {
        self.sent
            .iter()
            .filter(|params| params["Action"] == action)
            .count()
    }
}

fn ok(body: &Value) -> Reply {
    Reply::Answer(200, body.to_string())
}

fn refusal(code: &str) -> Reply {
    Reply::Answer(400, json!({"Code": code, "Message": "m"}).to_string())
}

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
