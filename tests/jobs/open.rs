//! Opening and closing a session: nothing is left behind, or it is named.

use super::stage::{Fate, Stage};
use super::*;
use alicloud_traffic_mirror::jobs::Session;

const CREATE: &str = "CreateTrafficMirrorSession";
const DELETE: &str = "DeleteTrafficMirrorSession";
const OPEN_MS: i64 = 300_000;
const CLOSE_MS: i64 = 120_000;

fn stage() -> Stage {
    Stage::new(json!({"creatingMs": 2_000, "deletingMs": 3_000}))
}

fn opening(stage: &Stage) -> Session {
    Session::open(stage.params(), OPEN_MS, CLOSE_MS).unwrap()
}

/// The first create meets this; everything after it arrives.
fn first_create(stage: &mut Stage, fate: Fate) {
    let mut first = true;
    stage.fated(move |action| {
        if action == CREATE && std::mem::take(&mut first) {
            fate
        } else {
            Fate::Arrives
        }
    });
}

fn id_of(session: &Value) -> &str {
    session["TrafficMirrorSessionId"].as_str().unwrap()
}

#[test]
fn an_opened_session_is_given_as_it_was_last_listed_and_closes() {
    let mut stage = stage();
    let session = stage.run(&mut opening(&stage)).unwrap();
    assert_eq!(session["TrafficMirrorSessionStatus"], "Created");
    assert_eq!(session["Priority"], 7);
    assert_eq!(session["TrafficMirrorSourceIds"], json!(["eni-source"]));
    assert_eq!(stage.count(CREATE), 1);
    let mut close = Session::close(id_of(&session), CLOSE_MS);
    assert_eq!(stage.run(&mut close).unwrap(), Value::Null);
    assert_eq!((stage.count(DELETE), stage.left()), (1, 0));
}

#[test]
fn an_abort_at_any_step_leaves_nothing_and_sends_nothing_but_what_cleans_up() {
    for fate in [Fate::Arrives, Fate::Lost, Fate::Unanswered] {
        for steps in 0.. {
            let mut stage = stage();
            first_create(&mut stage, fate);
            let mut job = opening(&stage);
            let ended = (0..steps).find_map(|_| stage.step(&mut job));
            if let Some(result) = ended {
                assert_eq!(result.unwrap()["TrafficMirrorSessionStatus"], "Created");
                assert!(steps > 10, "there was something to abort");
                assert!(
                    job.abort().is_none(),
                    "a session that is open is not the job's"
                );
                break;
            }
            let before = stage.sent.len();
            let created = stage.count(CREATE) > 0;
            match job.abort() {
                None => assert!(!created, "{fate:?} {steps}"),
                Some(Error::LeftBehind { .. }) => {
                    assert_eq!(stage.run(&mut job).unwrap(), Value::Null);
                }
                Some(other) => panic!("{other:?}"),
            }
            assert_eq!(stage.left(), 0, "{fate:?} {steps}");
            // A delete that was refused as busy is made anew under another token, and none but that.
            let refused = stage.refused(DELETE);
            assert!(stage.tokens(CREATE) <= 1 && stage.tokens(DELETE) <= 1 + refused);
            // The id is learnt once where it has to be, and the deletion begins as soon as it is known.
            let after: Vec<_> = stage.sent[before..]
                .iter()
                .map(|(action, _)| action.as_str())
                .collect();
            let learnt = after.iter().filter(|action| **action == CREATE).count();
            assert!(learnt <= 1, "{after:?}");
            if created {
                assert_eq!(after[learnt], DELETE, "{after:?}");
            } else {
                assert!(after.is_empty());
            }
        }
    }
}

#[test]
fn an_abort_between_the_answer_and_the_next_step_does_not_lose_the_id() {
    let mut stage = stage();
    let mut job = opening(&stage);
    while stage.count(CREATE) == 0 {
        assert!(stage.step(&mut job).is_none());
    }
    // The step that hands in the answer.
    assert!(stage.step(&mut job).is_none());
    let left = job.abort();
    assert!(
        matches!(&left, Some(Error::LeftBehind(left)) if left.id.is_some()),
        "{left:?}"
    );
    stage.run(&mut job).unwrap();
    assert_eq!((stage.count(CREATE), stage.left()), (1, 0));
}

#[test]
fn an_abort_after_refusals_alone_has_nothing_to_clean_up() {
    let mut stage = stage();
    stage.inject(&json!({"kind": "error", "status": 400, "code": "Throttling.User", "times": 9}));
    let mut job = opening(&stage);
    while stage.count(CREATE) < 2 {
        assert!(stage.step(&mut job).is_none());
    }
    while !stage
        .events
        .iter()
        .any(|event| event["type"] == "retry" && event["attempt"] == 2)
    {
        assert!(stage.step(&mut job).is_none());
    }
    assert!(job.abort().is_none());
}

#[test]
fn a_user_s_token_is_kept() {
    let mut stage = stage();
    let params = stage.params().text("ClientToken", "mine");
    first_create(&mut stage, Fate::Unanswered);
    let mut job = Session::open(params, OPEN_MS, CLOSE_MS).unwrap();
    stage.run(&mut job).unwrap();
    assert_eq!(stage.count(CREATE), 2);
    assert!(
        stage
            .sent
            .iter()
            .all(|(action, token)| action != CREATE || token == "mine")
    );
    assert_eq!(stage.left(), 1);
}

#[test]
fn a_create_that_is_refused_is_its_error_and_nothing_is_cleaned_up() {
    let mut stage = stage();
    stage.inject(&json!({"kind": "error", "status": 400, "code": "QuotaExceeded.SessionNum"}));
    let error = stage.run(&mut opening(&stage)).unwrap_err();
    assert!(matches!(error, Error::Service { .. }));
    assert_eq!(stage.sent.len(), 1);
}

#[test]
fn a_create_whose_every_answer_is_lost_is_learnt_of_and_deleted() {
    let mut stage = stage();
    let mut creates = 0;
    stage.fated(move |action| {
        creates += u32::from(action == CREATE);
        if action == CREATE && creates <= 8 {
            Fate::Unanswered
        } else {
            Fate::Arrives
        }
    });
    let error = stage.run(&mut opening(&stage)).unwrap_err();
    assert!(
        matches!(error, Error::Transport(_)),
        "the opening's error: {error:?}"
    );
    assert_eq!((stage.tokens(CREATE), stage.left()), (1, 0));
    assert!(
        stage
            .emulator
            .requests()
            .any(|request| request.action == DELETE)
    );
}

#[test]
fn a_connection_that_is_refused_created_nothing() {
    let mut job = Session::open(Stage::new(json!({})).params(), OPEN_MS, CLOSE_MS).unwrap();
    let (result, run) = run_on(&mut link(), &mut job, &mut |_| Reply::None("ECONNREFUSED"));
    assert!(matches!(result, Err(Error::Transport(_))));
    assert_eq!(run.sent.len(), 5);
}

#[test]
fn a_session_that_is_not_created_in_time_is_deleted() {
    // Deleting it is refused as busy for as long as it is being created.
    let mut stage = Stage::new(json!({"creatingMs": 60_000, "deletingMs": 3_000}));
    let mut job = Session::open(stage.params(), 10_000, CLOSE_MS).unwrap();
    let from = stage.emulator.now();
    let error = stage.run(&mut job).unwrap_err();
    assert!(matches!(error, Error::Deadline { .. }), "{error:?}");
    assert!(stage.emulator.now() - from <= 10_000 + CLOSE_MS);
    let busy = |event: &&Value| event["reason"] == "busy" && event["action"] == DELETE;
    assert!(stage.events.iter().filter(busy).count() > 3);
    assert_eq!(stage.tokens(DELETE), stage.refused(DELETE) + 1);
    assert_eq!(stage.left(), 0);
}

#[test]
fn the_deadline_holds_while_the_create_is_refused_too() {
    let mut stage = stage();
    stage.link.policy.max_attempts = 1_000;
    stage.inject(&json!({"kind": "error", "status": 400, "code": "Throttling", "times": 1_000}));
    let from = stage.emulator.now();
    let mut job = Session::open(stage.params(), 30_000, CLOSE_MS).unwrap();
    let error = stage.run(&mut job).unwrap_err();
    assert!(matches!(error, Error::Deadline { .. }), "{error:?}");
    assert!(stage.emulator.now() - from <= 30_020);
    assert_eq!(stage.left(), 0);
}

#[test]
fn a_clean_up_that_fails_names_the_session_and_the_opening_s_error() {
    let mut stage = Stage::new(json!({"creatingMs": 3_600_000, "deletingMs": 1}));
    let mut job = Session::open(stage.params(), 5_000, CLOSE_MS).unwrap();
    let from = stage.emulator.now();
    let error = stage.run(&mut job).unwrap_err();
    assert!(stage.emulator.now() - from <= 5_000 + CLOSE_MS + 20);
    let text = error.message();
    let Error::LeftBehind(left) = error else {
        panic!("{error:?}");
    };
    assert!(matches!(left.cause, Some(Error::Deadline { .. })));
    assert!(text.contains(&left.id.unwrap()), "{text}");
    assert_eq!(stage.left(), 1);
}

#[test]
fn a_session_whose_id_was_never_learnt_is_described_without_its_token() {
    let mut stage = stage();
    stage.fated(|_| Fate::Unanswered);
    let params = stage.params().text("ClientToken", "do-not-show");
    let mut job = Session::open(params, OPEN_MS, CLOSE_MS).unwrap();
    let error = stage.run(&mut job).unwrap_err();
    let text = error.message();
    assert!(
        matches!(&error, Error::LeftBehind(left) if left.id.is_none() && left.cause.is_some()),
        "{error:?}"
    );
    assert!(
        text.contains(&stage.filter) && text.contains("Priority 7"),
        "{text}"
    );
    assert!(!format!("{error:?}{text}").contains("do-not-show"));
    assert_eq!(stage.left(), 1);
}

#[test]
fn a_refusal_after_an_attempt_of_unknown_fate_proves_nothing() {
    let mut stage = stage();
    first_create(&mut stage, Fate::Unanswered);
    let mut job = opening(&stage);
    while stage.count(CREATE) == 0 {
        assert!(stage.step(&mut job).is_none());
    }
    stage.inject(
        &json!({"kind": "error", "status": 400, "code": "QuotaExceeded.SessionNum", "times": 9}),
    );
    let error = stage.run(&mut job).unwrap_err();
    let Error::LeftBehind(left) = error else {
        panic!("{error:?}");
    };
    assert_eq!(left.id, None);
    assert!(matches!(
        (left.why, left.cause),
        (Error::Service { .. }, Some(Error::Service { .. }))
    ));
}

#[test]
fn a_clean_up_goes_on_beyond_the_attempts_of_a_call() {
    let mut stage = stage();
    stage.link.policy.max_attempts = 1;
    let session = stage.run(&mut opening(&stage)).unwrap();
    let mut count = 0;
    stage.fated(move |_| {
        count += 1;
        if count % 3 == 0 {
            Fate::Arrives
        } else {
            Fate::Unanswered
        }
    });
    let mut close = Session::close(id_of(&session), CLOSE_MS);
    stage.run(&mut close).unwrap();
    assert_eq!((stage.tokens(DELETE), stage.left()), (1, 0));
}

#[test]
fn closing_a_session_that_somebody_else_deleted_is_done() {
    for gone in [false, true] {
        let mut stage = stage();
        let session = stage.run(&mut opening(&stage)).unwrap();
        let params = Params::new().text("TrafficMirrorSessionId", id_of(&session));
        stage.run(&mut Call::new(DELETE, params)).unwrap();
        if gone {
            stage.emulator.advance(60_000);
        }
        let mut close = Session::close(id_of(&session), CLOSE_MS);
        assert_eq!(stage.run(&mut close).unwrap(), Value::Null);
    }
}

#[test]
fn a_close_that_is_refused_for_good_names_the_session_at_once() {
    let mut stage = stage();
    let session = stage.run(&mut opening(&stage)).unwrap();
    let before = stage.sent.len();
    stage.inject(&json!({"kind": "error", "status": 403, "code": "Forbidden.RAM"}));
    let mut close = Session::close(id_of(&session), CLOSE_MS);
    let error = stage.run(&mut close).unwrap_err();
    assert_eq!(stage.sent.len(), before + 1);
    let mut json = Vec::new();
    error.write_json(&mut json);
    let json: Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["code"], "LEFT_BEHIND");
    assert_eq!(json["sessionId"], session["TrafficMirrorSessionId"]);
    assert_eq!(json["cause"]["serviceCode"], "Forbidden.RAM");
}

#[test]
fn what_could_never_be_opened_or_waited_for_is_refused_before_anything_is_sent() {
    let mut stage = stage();
    let dry = stage.params().boolean("DryRun", true);
    assert!(matches!(
        Session::open(dry, OPEN_MS, CLOSE_MS),
        Err(Error::Parameters(_))
    ));
    for params in [stage.params().text("RegionId", "cn-beijing"), Params::new()] {
        let mut job = Session::open(params, OPEN_MS, CLOSE_MS).unwrap();
        assert!(matches!(stage.run(&mut job), Err(Error::Parameters(_))));
    }
    assert!(stage.sent.is_empty());
}
