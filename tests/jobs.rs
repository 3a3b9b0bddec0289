//! Jobs, driven step by step: what they send, how long they wait, and what they end with.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use alicloud_traffic_mirror::error::Error;
use alicloud_traffic_mirror::jobs::{Call, Context, Goal, Job, Outcome, Step, Wait};
use alicloud_traffic_mirror::request::{Format, Params, Signer, Style};
use alicloud_traffic_mirror::response::Answer;
use alicloud_traffic_mirror::service::VERSION;
use alicloud_traffic_mirror::signing::{Credentials, Key};
use serde_json::{Value, json};

/// Drives a job against a service that answers from a function, in virtual time.
struct Host<'a> {
    serve: &'a mut dyn FnMut(&str) -> Reply,
    now: i64,
    sent: Vec<String>,
    waits: Vec<i64>,
    events: Vec<Value>,
}

enum Reply {
    Answer(u16, String),
    None(&'static str),
    TimedOut(u32),
}

impl Host<'_> {
    fn run(&mut self, job: &mut dyn Job) -> Result<Value, Error> {
        let signer = Signer {
            key: Key::new(Credentials {
                access_key_id: "testid",
                access_key_secret: "testsecret",
                security_token: None,
            })
            .unwrap(),
            region_id: "cn-hongkong".into(),
            endpoint: None,
            version: VERSION.into(),
        };
        let mut counter = 0;
        let mut arrived: Option<(u32, Reply)> = None;
        for _ in 0..100_000 {
            let step = job.poll(&mut Context {
                now: self.now,
                signer: &signer,
                style: Style::V1Form,
                format: Format::Json,
                watched: true,
                random: &mut || {
                    counter += 1;
                    [counter; 16]
                },
            });
            match step {
                Step::Send(send) => {
                    let body = send.request.body.unwrap();
                    self.sent.push(body.clone());
                    arrived = Some((send.id, (self.serve)(&body)));
                }
                Step::Event(event) => self.events.push(serde_json::from_slice(&event).unwrap()),
                Step::WaitUntil(until, _) => {
                    self.waits.push(until - self.now);
                    self.now = until;
                }
                Step::Await => {
                    let (id, reply) = arrived.take().expect("something is on its way");
                    self.now += 20;
                    let (status, body, outcome);
                    match reply {
                        Reply::Answer(code, text) => {
                            (status, body) = (code, text);
                            outcome = Outcome::Answer(Answer {
                                status,
                                content_type: None,
                                body: body.as_bytes(),
                            });
                        }
                        Reply::None(why) => outcome = Outcome::NoAnswer(why),
                        Reply::TimedOut(ms) => outcome = Outcome::TimedOut(ms),
                    }
                    job.receive(id, outcome, self.now);
                }
                Step::Done(result) => {
                    return result.map(|json| serde_json::from_slice(&json).unwrap());
                }
            }
        }
        panic!("the job does not end");
    }
}

fn run(job: &mut dyn Job, serve: &mut dyn FnMut(&str) -> Reply) -> (Result<Value, Error>, Run) {
    let mut host = Host {
        serve,
        now: 1_767_323_045_000,
        sent: Vec::new(),
        waits: Vec::new(),
        events: Vec::new(),
    };
    let result = host.run(job);
    let run = Run {
        sent: host.sent,
        waits: host.waits,
        events: host.events,
    };
    (result, run)
}

struct Run {
    sent: Vec<String>,
    waits: Vec<i64>,
    events: Vec<Value>,
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

#[test]
fn a_write_gets_a_client_token_unless_it_has_one() {
    let (result, first) = run(&mut delete(Params::new()), &mut |_| {
        ok(&json!({"RequestId": "R"}))
    });
    assert_eq!(result.unwrap(), json!({"RequestId": "R"}));
    let token = parameter(&first.sent[0], "ClientToken").unwrap();
    assert_eq!(token.len(), 32);
    assert_ne!(Some(token), parameter(&first.sent[0], "SignatureNonce"));
    let own = Params::new().text("ClientToken", "mine");
    let (_, second) = run(&mut delete(own), &mut |_| ok(&json!({"RequestId": "R"})));
    assert_eq!(parameter(&second.sent[0], "ClientToken"), Some("mine"));
    let mut read = Call::new("ListTrafficMirrorSessions", Params::new());
    let (_, third) = run(&mut read, &mut |_| sessions(&[]));
    assert_eq!(parameter(&third.sent[0], "ClientToken"), None);
}

#[test]
fn a_passed_dry_run_is_a_result_and_an_executed_one_an_alarm() {
    let dry = || Params::new().boolean("DryRun", true);
    let (passed, _) = run(&mut delete(dry()), &mut |_| refusal("DryRunOperation"));
    assert_eq!(passed.unwrap(), json!({"RequestId": "R"}));
    let (executed, _) = run(&mut delete(dry()), &mut |_| ok(&json!({"RequestId": "R"})));
    assert!(matches!(executed, Err(Error::DryRunExecuted)));
    let (refused, _) = run(&mut delete(dry()), &mut |_| {
        refusal("IncorrectStatus.TrafficMirrorSession")
    });
    assert!(matches!(refused, Err(Error::Service { .. })));
    // Without DryRun, the same code is no success.
    let (odd, _) = run(&mut delete(Params::new()), &mut |_| {
        refusal("DryRunOperation")
    });
    assert!(matches!(odd, Err(Error::Service { .. })));
}

#[test]
fn redirects_and_missing_answers_are_transport_errors() {
    for status in [0, 301, 302, 307, 308] {
        let (result, _) = run(&mut delete(Params::new()), &mut |_| {
            Reply::Answer(status, String::new())
        });
        assert!(matches!(result, Err(Error::Transport(_))), "{status}");
    }
    let (result, _) = run(&mut delete(Params::new()), &mut |_| {
        Reply::None("ECONNRESET")
    });
    assert!(matches!(result, Err(Error::Transport(why)) if why == "ECONNRESET"));
    let (result, _) = run(&mut delete(Params::new()), &mut |_| Reply::TimedOut(50));
    assert!(matches!(result, Err(Error::Timeout(50))));
}

#[test]
fn a_call_tells_of_its_attempt_and_answer_without_any_secret() {
    let (_, run) = run(&mut delete(Params::new()), &mut |_| {
        refusal("IncorrectStatus.TrafficMirrorFilter")
    });
    assert_eq!(
        run.events,
        [
            json!({"type": "attempt", "action": "DeleteTrafficMirrorSession", "attempt": 1}),
            json!({"type": "answer", "action": "DeleteTrafficMirrorSession", "attempt": 1,
                "status": 400, "code": "IncorrectStatus.TrafficMirrorFilter", "requestId": "R",
                "ms": 20}),
        ]
    );
}

#[test]
fn waiting_for_a_deletion_follows_the_states_and_ends_when_the_list_no_longer_shows_it() {
    let mut states = vec!["Deleting", "Deleting", "Created"];
    let mut wait = Wait::new(Goal::Deleted, &["tms-1"], 300_000).unwrap();
    let (result, run) = run(&mut wait, &mut |body| {
        assert_eq!(parameter(body, "MaxResults"), Some("100"));
        assert_eq!(parameter(body, "TrafficMirrorSessionIds.1"), Some("tms-1"));
        states
            .pop()
            .map_or(sessions(&[]), |state| sessions(&[("tms-1", state)]))
    });
    result.unwrap();
    assert_eq!(run.sent.len(), 4);
    let told: Vec<&str> = run
        .events
        .iter()
        .filter(|event| event["type"] == "state")
        .map(|event| event["to"].as_str().unwrap())
        .collect();
    assert_eq!(told, ["Created", "Deleting", "gone"]);
    assert!(
        run.waits.windows(2).all(|pair| pair[0] < pair[1]),
        "{:?}",
        run.waits
    );
}

#[test]
fn what_was_never_seen_must_be_absent_twice() {
    let mut wait = Wait::new(Goal::Deleted, &["tms-1"], 300_000).unwrap();
    let (result, run) = run(&mut wait, &mut |_| sessions(&[]));
    result.unwrap();
    assert_eq!(run.sent.len(), 2);
}

#[test]
fn absence_is_concluded_from_all_pages_only() {
    let mut round = 0;
    let mut wait = Wait::new(Goal::Deleted, &["tms-1", "tms-2"], 300_000).unwrap();
    let (result, run) = run(&mut wait, &mut |body| match parameter(body, "NextToken") {
        None => {
            round += 1;
            ok(&json!({"TrafficMirrorSessions": [], "NextToken": "two", "RequestId": "R"}))
        }
        Some("two") if round < 3 => sessions(&[("tms-2", "Deleting")]),
        Some("two") => sessions(&[]),
        Some(other) => panic!("{other}"),
    });
    result.unwrap();
    assert_eq!(run.sent.len(), 6);
}

#[test]
fn a_page_token_that_repeats_ends_in_an_error_instead_of_going_round() {
    let mut wait = Wait::new(Goal::Deleted, &["tms-1"], 300_000).unwrap();
    let (result, run) = run(&mut wait, &mut |_| {
        ok(&json!({"TrafficMirrorSessions": [], "NextToken": "same", "RequestId": "R"}))
    });
    assert!(matches!(result, Err(Error::Unreadable(_))));
    assert_eq!(run.sent.len(), 2);
}

#[test]
fn sessions_and_filters_are_waited_for_together_and_listed_a_hundred_at_a_time() {
    let ids: Vec<String> = (0..150).map(|number| format!("tms-{number}")).collect();
    let mut targets: Vec<&str> = ids.iter().map(String::as_str).collect();
    targets.push("tmf-1");
    targets.push("tms-0");
    let mut wait = Wait::new(Goal::Created, &targets, 300_000).unwrap();
    let (result, run) = run(&mut wait, &mut |body| {
        if parameter(body, "Action") == Some("ListTrafficMirrorFilters") {
            return ok(
                &json!({"TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1",
                "TrafficMirrorFilterStatus": "Created"}], "RequestId": "R"}),
            );
        }
        let asked: Vec<(&str, &str)> = body
            .split('&')
            .filter_map(|pair| pair.strip_prefix("TrafficMirrorSessionIds."))
            .filter_map(|pair| pair.split_once('='))
            .map(|(_, id)| (id, "Created"))
            .collect();
        assert!(asked.len() <= 100);
        sessions(&asked)
    });
    result.unwrap();
    assert_eq!(run.sent.len(), 3);
    let progress = run.events.last().unwrap();
    assert_eq!(
        (
            &progress["total"],
            &progress["reached"],
            &progress["states"]
        ),
        (&json!(151), &json!(151), &json!({"Created": 151}))
    );
}

#[test]
fn a_wait_ends_at_its_deadline_and_says_what_was_not_reached() {
    let mut wait = Wait::new(Goal::Created, &["tms-1", "tms-2"], 10_000).unwrap();
    let (result, run) = run(&mut wait, &mut |_| {
        sessions(&[("tms-1", "Creating"), ("tms-2", "Created")])
    });
    assert!(matches!(result, Err(Error::Deadline { waiting_for }) if waiting_for == ["tms-1"]));
    assert!(run.waits.iter().sum::<i64>() <= 10_000);
}

#[test]
fn unknown_states_are_passed_on_and_waited_out() {
    let mut states = vec!["Created", "Hibernating"];
    let mut wait = Wait::new(Goal::Created, &["tms-1"], 300_000).unwrap();
    let (result, run) = run(&mut wait, &mut |_| {
        sessions(&[("tms-1", states.pop().unwrap())])
    });
    result.unwrap();
    assert!(run.events.iter().any(|event| event["to"] == "Hibernating"));
}

#[test]
fn ids_of_neither_kind_are_refused_and_nothing_to_wait_for_is_done_at_once() {
    assert!(matches!(
        Wait::new(Goal::Created, &["eni-1"], 1_000),
        Err(Error::Parameters(_))
    ));
    let mut wait = Wait::new(Goal::Deleted, &[], 1_000).unwrap();
    let (result, run) = run(&mut wait, &mut |_| panic!("nothing to ask"));
    result.unwrap();
    assert!(run.sent.is_empty());
}
