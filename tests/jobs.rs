//! Jobs, driven step by step: what they send, how long they wait, and what they end with.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

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
                let body = send.request.body.unwrap();
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
        assert!(matches!(result, Err(Error::Redirected)), "{status}");
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

/// Answers with each of these in turn, then with success.
fn in_turn(replies: Vec<Reply>) -> impl FnMut(&str) -> Reply {
    let mut replies = replies.into_iter();
    move |_| {
        replies
            .next()
            .unwrap_or_else(|| ok(&json!({"RequestId": "R"})))
    }
}

fn distinct<'a>(sent: &'a [String], name: &str) -> Vec<&'a str> {
    let mut values: Vec<&str> = sent
        .iter()
        .filter_map(|body| parameter(body, name))
        .collect();
    values.sort_unstable();
    values.dedup();
    values
}

#[test]
fn a_failed_attempt_is_repeated_with_the_same_token_and_a_new_nonce() {
    let replies = vec![
        Reply::None("ECONNRESET"),
        Reply::Answer(502, "<html>".into()),
        Reply::TimedOut(50),
        refusal("ServiceUnavailable"),
    ];
    let mut job = delete(Params::new());
    let (result, run) = run_on(&mut link(), &mut job, &mut in_turn(replies));
    assert_eq!(result.unwrap(), json!({"RequestId": "R"}));
    assert_eq!(run.sent.len(), 5);
    assert_eq!(distinct(&run.sent, "ClientToken").len(), 1);
    assert_eq!(distinct(&run.sent, "SignatureNonce").len(), 5);
    let told: Vec<&Value> = run
        .events
        .iter()
        .filter(|event| event["type"] == "retry")
        .map(|event| &event["code"])
        .collect();
    assert_eq!(
        told,
        ["TRANSPORT", "BAD_RESPONSE", "TIMEOUT", "ServiceUnavailable"]
    );
}

#[test]
fn attempts_end_where_the_policy_says_and_the_last_error_is_told() {
    let mut link = link();
    link.policy.max_attempts = 3;
    let (result, run) = run_on(&mut link, &mut delete(Params::new()), &mut |_| {
        refusal("IncorrectStatus.TrafficMirrorSession")
    });
    assert!(matches!(result, Err(Error::Service { .. })));
    assert_eq!(run.sent.len(), 3);
}

#[test]
fn what_can_never_succeed_is_not_repeated() {
    for code in [
        "ResourceNotFound.TrafficMirrorSession",
        "SignatureDoesNotMatch",
        "InvalidAccessKeyId.NotFound",
        "DependencyViolation.TrafficMirrorSession",
        "QuotaExceeded.SessionNum",
        "IdempotentParameterMismatch",
        "Nobody.Knows",
    ] {
        let mut job = delete(Params::new());
        let (result, run) = run_on(&mut link(), &mut job, &mut |_| refusal(code));
        assert!(result.is_err());
        assert_eq!(run.sent.len(), 1, "{code}");
    }
    let mut job = delete(Params::new());
    let (_, run) = run_on(&mut link(), &mut job, &mut |_| {
        Reply::Answer(302, String::new())
    });
    assert_eq!(run.sent.len(), 1);
}

#[test]
fn a_dry_run_tells_at_once_that_something_is_busy() {
    let mut job = delete(Params::new().boolean("DryRun", true));
    let (result, run) = run_on(&mut link(), &mut job, &mut |_| {
        refusal("IncorrectStatus.TrafficMirrorSession")
    });
    assert!(matches!(result, Err(Error::Service { .. })));
    assert_eq!(run.sent.len(), 1);
}

#[test]
fn a_delete_that_finds_nothing_after_an_attempt_of_unknown_fate_has_succeeded() {
    let not_found = || refusal("ResourceNotFound.TrafficMirrorSession");
    for lost in [
        Reply::None("ECONNRESET"),
        Reply::TimedOut(50),
        Reply::Answer(200, "{".into()),
        Reply::Answer(502, "<html>".into()),
    ] {
        let mut job = delete(Params::new());
        let (result, _) = run_on(&mut link(), &mut job, &mut in_turn(vec![lost, not_found()]));
        assert_eq!(result.unwrap(), json!({"RequestId": "R"}));
    }
    // After attempts that were all refused, it is a refusal too: this call deleted nothing.
    let replies = vec![refusal("Throttling.User"), not_found()];
    let (result, _) = run_on(
        &mut link(),
        &mut delete(Params::new()),
        &mut in_turn(replies),
    );
    assert!(matches!(result, Err(Error::Service { .. })));
}

#[test]
fn the_server_s_wish_for_patience_is_granted() {
    let body = json!({"Code": "Throttling.User", "Message": "m"}).to_string();
    let replies = vec![Reply::With(400, body, Some("7000"), None)];
    let (result, run) = run_on(
        &mut link(),
        &mut delete(Params::new()),
        &mut in_turn(replies),
    );
    result.unwrap();
    assert!(run.waits[0] >= 7_000, "{:?}", run.waits);
}

#[test]
fn an_expired_timestamp_sets_the_clock_by_the_server_s_date_once_and_for_later_calls() {
    let expired = |date| {
        let body = json!({"Code": "InvalidTimeStamp.Expired", "Message": "m"}).to_string();
        Reply::With(400, body, None, date)
    };
    let later = Some("Fri, 02 Jan 2026 09:04:05 GMT");
    let mut link = link();
    let mut job = delete(Params::new());
    let (result, run) = run_on(&mut link, &mut job, &mut in_turn(vec![expired(later)]));
    result.unwrap();
    assert!(run.waits.is_empty());
    let times: Vec<_> = run
        .sent
        .iter()
        .filter_map(|body| parameter(body, "Timestamp"))
        .collect();
    assert_eq!(
        times,
        ["2026-01-02T03%3A04%3A05Z", "2026-01-02T09%3A04%3A05Z"]
    );
    // Kept for the next call of the same client.
    let (_, run) = run_on(&mut link, &mut delete(Params::new()), &mut in_turn(vec![]));
    assert!(
        parameter(&run.sent[0], "Timestamp")
            .unwrap()
            .starts_with("2026-01-02T09")
    );
    // Corrected once only, and never where the date cannot be read.
    let mut job = delete(Params::new());
    let (result, run) = run_on(&mut link, &mut job, &mut |_| expired(later));
    assert_eq!((result.is_err(), run.sent.len()), (true, 2));
    let mut job = delete(Params::new());
    let (result, run) = run_on(&mut link, &mut job, &mut |_| expired(None));
    assert!(matches!(result, Err(Error::Service { .. })));
    assert_eq!(run.sent.len(), 1);
}

#[test]
fn other_authentication_errors_never_move_the_clock() {
    for code in [
        "SignatureDoesNotMatch",
        "InvalidTimeStamp.Format",
        "SignatureNonceUsed",
    ] {
        let body = json!({"Code": code, "Message": "m"}).to_string();
        let date = Some("Fri, 02 Jan 2026 09:04:05 GMT");
        let mut link = link();
        let replies = vec![Reply::With(400, body, None, date)];
        let (_, first) = run_on(&mut link, &mut delete(Params::new()), &mut in_turn(replies));
        let (_, second) = run_on(&mut link, &mut delete(Params::new()), &mut in_turn(vec![]));
        for body in first.sent.iter().chain(&second.sent) {
            assert!(
                parameter(body, "Timestamp")
                    .unwrap()
                    .starts_with("2026-01-02T03"),
                "{code}"
            );
        }
    }
}

#[test]
fn keys_refused_as_expired_are_fetched_anew_once() {
    let expired = || refusal("InvalidSecurityToken.Expired");
    let mut link = link();
    link.refreshable = true;
    let mut job = delete(Params::new());
    let (result, run) = run_on(&mut link, &mut job, &mut in_turn(vec![expired()]));
    result.unwrap();
    assert_eq!((run.refreshes, run.sent.len()), (1, 2));
    let (result, run) = run_on(&mut link, &mut delete(Params::new()), &mut |_| expired());
    assert_eq!(
        (result.is_err(), run.refreshes, run.sent.len()),
        (true, 1, 2)
    );
    // Fixed keys cannot be fetched anew.
    link.refreshable = false;
    let (result, run) = run_on(&mut link, &mut delete(Params::new()), &mut |_| expired());
    assert_eq!(
        (result.is_err(), run.refreshes, run.sent.len()),
        (true, 0, 1)
    );
}

#[test]
fn calls_of_an_action_keep_to_the_rate_of_the_client() {
    let mut link = Link::new(
        Style::V1Form,
        Format::Json,
        Policy::default(),
        Some(alicloud_traffic_mirror::service::Rate {
            calls: 2,
            period_ms: 1_000,
        }),
    );
    link.watched = true;
    let mut waits = Vec::new();
    for _ in 0..3 {
        let (result, run) = run_on(&mut link, &mut delete(Params::new()), &mut in_turn(vec![]));
        result.unwrap();
        waits.push(run.waits.iter().sum::<i64>());
        let paced = run.events.iter().any(|event| event["reason"] == "pace");
        assert_eq!(paced, !run.waits.is_empty());
    }
    assert_eq!(waits, [0, 0, 1_000]);
}

#[test]
fn a_wait_survives_a_bad_network_and_still_ends_at_its_deadline() {
    let mut turn = 0;
    let mut wait = Wait::new(Goal::Deleted, &["tms-1"], 300_000).unwrap();
    let (result, _) = run_on(&mut link(), &mut wait, &mut |_| {
        turn += 1;
        match turn {
            1 => sessions(&[("tms-1", "Deleting")]),
            2 | 4 => Reply::None("ECONNRESET"),
            3 => refusal("Throttling.User"),
            _ => sessions(&[]),
        }
    });
    result.unwrap();
    let mut wait = Wait::new(Goal::Deleted, &["tms-1"], 1_000).unwrap();
    let mut link = link();
    link.policy.max_attempts = 1_000;
    let (result, run) = run_on(&mut link, &mut wait, &mut |_| Reply::None("ECONNRESET"));
    assert!(matches!(result, Err(Error::Deadline { .. })));
    assert!(run.waits.iter().sum::<i64>() <= 1_000);
}
