//! One call: what it sends, and what its answer makes of it.

use super::*;

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
fn what_has_no_documented_field_is_no_answer_of_the_service() {
    for body in [
        json!({}),
        json!({"status": "maintenance"}),
        json!({"data": {"RequestId": "R"}}),
    ] {
        let (result, _) = run(&mut delete(Params::new()), &mut |_| ok(&body));
        assert!(matches!(result, Err(Error::Unreadable(_))), "{body}");
        let mut wait = Wait::new(Goal::Deleted, &["tms-1"], 300_000).unwrap();
        let (result, _) = run(&mut wait, &mut |_| ok(&body));
        assert!(matches!(result, Err(Error::Unreadable(_))), "{body}");
    }
    // It may have reached the service all the same, and is sent again.
    let mut replies = vec![ok(&json!({"RequestId": "R"})), ok(&json!({"ok": true}))];
    let (result, run) = run_on(&mut link(), &mut delete(Params::new()), &mut |_| {
        replies.pop().unwrap()
    });
    assert_eq!(result.unwrap(), json!({"RequestId": "R"}));
    assert_eq!(run.sent.len(), 2);
    // Of other actions nothing is known.
    let mut other = Call::new("DescribeVpcs", Params::new());
    let (result, _) = self::run(&mut other, &mut |_| ok(&json!({"any": 1})));
    assert_eq!(result.unwrap(), json!({"any": 1}));
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
    assert!(matches!(result, Err(Error::Transport(why)) if *why == "ECONNRESET"));
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
