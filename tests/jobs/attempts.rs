//! Several attempts of a call: what is repeated, when, and with what.

use super::*;

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
fn the_wait_for_something_busy_is_told_besides_the_retry() {
    let replies = vec![
        refusal("IncorrectStatus.TrafficMirrorSession"),
        refusal("Throttling.User"),
    ];
    let mut job = delete(Params::new());
    let (result, run) = run_on(&mut link(), &mut job, &mut in_turn(replies));
    result.unwrap();
    let told = |kind: &str| -> Vec<&Value> {
        let events = run.events.iter();
        events.filter(|event| event["type"] == kind).collect()
    };
    let retries = told("retry");
    assert_eq!(retries.len(), 2);
    let delay = &retries[0]["delayMs"];
    assert_eq!(
        told("wait"),
        [
            &json!({"type": "wait", "action": "DeleteTrafficMirrorSession", "delayMs": delay, "reason": "busy"})
        ]
    );
}

#[test]
fn an_internal_error_leaves_open_what_was_done_and_a_refused_connection_does_not() {
    let not_found = || refusal("ResourceNotFound.TrafficMirrorSession");
    let mut replies = in_turn(vec![refusal("InternalError"), not_found()]);
    let (result, _) = run_on(&mut link(), &mut delete(Params::new()), &mut replies);
    assert_eq!(result.unwrap(), json!({"RequestId": "R"}));
    let mut replies = in_turn(vec![Reply::None("ECONNREFUSED"), not_found()]);
    let (result, _) = run_on(&mut link(), &mut delete(Params::new()), &mut replies);
    assert!(matches!(result, Err(Error::Service { .. })));
}

#[test]
fn a_delete_that_finds_nothing_after_an_attempt_of_unknown_fate_has_succeeded() {
    let not_found = || refusal("ResourceNotFound.TrafficMirrorSession");
    for lost in [
        Reply::None("ECONNRESET"),
        Reply::TimedOut(50),
        Reply::Answer(200, "{".into()),
        Reply::Answer(502, "<html>".into()),
        // A server that failed may have done so after the fact; and of a request that came twice, the first counted.
        refusal("InternalError"),
        refusal("SignatureNonceUsed"),
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
fn a_delete_is_not_taken_for_done_by_a_dry_run_nor_by_what_else_is_missing() {
    let lost = || Reply::None("ECONNRESET");
    let ends = |mut job: Call, code: &str| {
        let replies = vec![lost(), refusal(&format!("ResourceNotFound.{code}"))];
        run_on(&mut link(), &mut job, &mut in_turn(replies))
            .0
            .is_ok()
    };
    let rules = |ids: &[&str]| {
        let params = Params::new().text("TrafficMirrorFilterId", "tmf-1");
        let params = params.texts("TrafficMirrorFilterRuleIds", ids.iter().copied());
        Call::new("DeleteTrafficMirrorFilterRules", params)
    };
    assert!(ends(delete(Params::new()), "TrafficMirrorSession"));
    assert!(!ends(delete(Params::new()), "TrafficMirrorFilter"));
    assert!(!ends(
        delete(Params::new().boolean("DryRun", true)),
        "TrafficMirrorSession"
    ));
    assert!(ends(rules(&["tmr-1"]), "TrafficMirrorRule"));
    // The service refuses all where one is missing.
    assert!(!ends(rules(&["tmr-1", "tmr-2"]), "TrafficMirrorRule"));
    assert!(!ends(rules(&["tmr-1"]), "TrafficMirrorFilter"));
    let numbered = Params::new()
        .text("TrafficMirrorFilterId", "tmf-1")
        .text("TrafficMirrorFilterRuleIds.1", "tmr-1")
        .text("TrafficMirrorFilterRuleIds.2", "tmr-2");
    let numbered = Call::new("DeleteTrafficMirrorFilterRules", numbered);
    assert!(!ends(numbered, "TrafficMirrorRule"));
}

#[test]
fn what_may_have_changed_something_unknown_is_not_repeated_without_a_token() {
    let attempts = |action: &str, params: Params, lost: fn() -> Reply| {
        let mut job = Call::new(action, params);
        run_on(&mut link(), &mut job, &mut |_| lost()).1.sent.len()
    };
    let cut = || Reply::None("ECONNRESET");
    let token = || Params::new().text("ClientToken", "mine");
    assert_eq!(attempts("CreateVpc", Params::new(), cut), 1);
    assert_eq!(attempts("CreateVpc", token(), cut), 5);
    assert_eq!(attempts("DescribeVpcs", Params::new(), cut), 5);
    // A refusal, and a connection that was none, changed nothing.
    let throttled = || refusal("Throttling.User");
    assert_eq!(attempts("CreateVpc", Params::new(), throttled), 5);
    let refused = || Reply::None("ECONNREFUSED");
    assert_eq!(attempts("CreateVpc", Params::new(), refused), 5);
}

#[test]
fn a_call_goes_on_with_new_keys_once_whoever_fetched_them() {
    let expired = || refusal("InvalidSecurityToken.Expired");
    let mut link = link();
    link.refreshable = true;
    // Another call fetches them while this one is under way, and again.
    let mut job = delete(Params::new());
    let (signer, mut random) = (signer(), || [7; 16]);
    let mut sent = 0;
    loop {
        let mut context = Context {
            now: NOW,
            signer: &signer,
            link: &mut link,
            random: &mut random,
        };
        match job.poll(&mut context) {
            Step::Send(send) => {
                sent += 1;
                context.link.keys += 1;
                let Reply::Answer(status, body) = expired() else {
                    unreachable!("an answer")
                };
                let answer = Answer {
                    status,
                    content_type: None,
                    body: body.as_bytes(),
                };
                let outcome = Outcome::Answer {
                    answer,
                    retry_after: None,
                    date: None,
                };
                job.receive(send.id, outcome, &mut context);
            }
            Step::Event(_) => {}
            Step::Done(result) => break assert!(result.is_err()),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(sent, 2);
}

#[test]
fn the_token_is_a_new_one_only_after_every_attempt_under_it_was_refused_as_busy() {
    let busy = || refusal("IncorrectStatus.TrafficMirrorSession");
    let throttled = || refusal("Throttling.User");
    for (replies, tokens) in [
        (vec![busy(), busy()], 3),
        (vec![throttled(), busy()], 2),
        (vec![Reply::None("ECONNRESET"), busy(), busy()], 1),
        (vec![refusal("LastTokenProcessing")], 1),
    ] {
        let mut job = delete(Params::new());
        let (result, run) = run_on(&mut link(), &mut job, &mut in_turn(replies));
        result.unwrap();
        assert_eq!(distinct(&run.sent, "ClientToken").len(), tokens);
        assert!(
            run.sent
                .iter()
                .all(|body| parameter(body, "TrafficMirrorSessionId").is_some())
        );
    }
    // The caller's own is the caller's to change.
    let mut job = delete(Params::new().text("ClientToken", "mine"));
    let (result, run) = run_on(&mut link(), &mut job, &mut in_turn(vec![busy(), busy()]));
    result.unwrap();
    assert_eq!(distinct(&run.sent, "ClientToken"), ["mine"]);
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
