//! What becomes of sessions and filters, and what the report says of it.

use super::*;

#[test]
fn everything_listed_is_deleted_once_and_nothing_else_is_touched() {
    let mut service = Service::with(5);
    let target = ids(&["tms-0001", "tms-0003", "tms-0001"]);
    let (report, run) = teardown(&target, WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]), ["tms-0001", "tms-0003"]);
    assert_eq!(report["failed"], json!([]));
    assert_eq!(report["calls"], service.sent.len());
    assert_eq!(report["elapsedMs"], run.now - NOW);
    assert_eq!(service.left(), ["tms-0000", "tms-0002", "tms-0004"]);
    assert_eq!(service.count("DeleteTrafficMirrorSession"), 2);
}

#[test]
fn a_thousand_sessions_take_a_minute_of_pace_and_few_calls_besides_their_deletes() {
    let mut service = Service::with(1_000);
    let (report, run) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]).len(), 1_000);
    let took = run.now - NOW;
    assert!(took <= (60_000 + DELETING_MS) * 105 / 100, "{took} ms");
    assert!(
        report["calls"].as_i64().unwrap() <= 1_050,
        "{}",
        report["calls"]
    );
    assert_eq!(run.together, 8);
    // A plan, ten batches (the last of which is opened with the one before), and the end.
    assert_eq!(run.checkpoints.len(), 11);
    assert!(
        run.checkpoints
            .iter()
            .all(|text| text.len() < 15_000 && text.is_ascii())
    );
}

#[test]
fn only_the_delete_says_that_something_is_already_gone() {
    let mut service = Service::with(1);
    let target = ids(&["tms-0000", "tms-absent"]);
    let (report, _) = teardown(&target, WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]), ["tms-0000"]);
    assert_eq!(texts(&report["alreadyGone"]), ["tms-absent"]);
    assert_eq!(service.count("DeleteTrafficMirrorSession"), 2);
    // Of an id that no List showed, a lost attempt proves nothing.
    let mut service = Service::with(0);
    service.faults = vec![("DeleteTrafficMirrorSession", Fault::Lost)];
    let (report, _) = teardown(&ids(&["tms-absent"]), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["alreadyGone"]), ["tms-absent"]);
}

#[test]
fn deletes_of_unknown_fate_are_repeated_with_one_token_and_counted_once() {
    let mut service = Service::with(30);
    service.faults = [
        Fault::Lost,
        Fault::AnswerLost,
        Fault::Refused("Throttling.User"),
    ]
    .repeat(5)
    .into_iter()
    .map(|fault| ("DeleteTrafficMirrorSession", fault))
    .collect();
    let (report, _) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]).len(), 30);
    assert_eq!(report["alreadyGone"], json!([]));
    assert!(service.executed.values().all(|times| *times == 1));
}

#[test]
fn busy_sessions_wait_their_turn() {
    let mut service = Service::with(3);
    service.sessions.get_mut("tms-0001").unwrap().busy_until = NOW + 20_000;
    let (report, _) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]).len(), 3);
    assert!(service.count("DeleteTrafficMirrorSession") <= 4);
    // Busy without the List's knowing: refused, looked at, and sent again.
    let mut service = Service::with(2);
    let refused = Fault::Refused("IncorrectStatus.TrafficMirrorFilter");
    service.faults = vec![("DeleteTrafficMirrorSession", refused); 3];
    let (report, _) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]).len(), 2);
}

#[test]
fn a_session_that_is_busy_for_good_fails_in_the_end_and_holds_up_nothing() {
    let mut service = Service::with(3);
    service.sessions.get_mut("tms-0001").unwrap().busy_until = i64::MAX;
    let (report, run) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]).len(), 2);
    assert_eq!(report["failed"][0]["id"], "tms-0001");
    assert!(run.now - NOW < 1_000_000);
}

#[test]
fn partial_failure_is_reported_with_the_error_and_stops_nothing_else() {
    let mut service = Service::with(4);
    let refused = Fault::Refused("OperationDenied.Whatever");
    service.faults = vec![("DeleteTrafficMirrorSession", refused)];
    let (report, run) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]).len(), 3);
    assert_eq!(
        report["failed"][0]["error"]["serviceCode"],
        "OperationDenied.Whatever"
    );
    let last = run.events.last().unwrap();
    assert_eq!((&last["failed"], &last["deleted"]), (&json!(1), &json!(3)));
    // What failed is tried again by whoever resumes.
    let mut job = Teardown::resume(run.checkpoints.last().unwrap(), WITH_CHECKPOINTS).unwrap();
    let (result, _) = drive(&mut job, &mut service, run.now, STEPS, 2);
    let report = result.unwrap().unwrap();
    assert_eq!(texts(&report["deleted"]).len(), 4);
}

#[test]
fn refused_keys_end_it_at_once() {
    let mut service = Service::with(30);
    let refused = Fault::Refused("InvalidAccessKeyId.NotFound");
    service.faults = vec![("DeleteTrafficMirrorSession", refused); 100];
    let mut job = Teardown::new(&all(), WITH_CHECKPOINTS).unwrap();
    let (result, _) = drive(&mut job, &mut service, NOW, STEPS, 1);
    assert!(matches!(result, Some(Err(Error::Service { .. }))));
    assert!(service.count("DeleteTrafficMirrorSession") <= 8);
}

#[test]
fn a_dry_run_writes_nothing_and_says_what_would_go() {
    let mut service = Service::with(2);
    service.add("tms-shared", "tmf-2", "2026-01-01T00:00Z");
    service.add("tms-bystander", "tmf-2", "2026-01-01T00:00Z");
    let target = ids(&["tms-0000", "tms-0001", "tms-shared", "tms-absent"]);
    let (report, run) = teardown(&target, DRY_RUN, &mut service);
    assert_eq!(
        texts(&report["planned"]),
        ["tms-0000", "tms-0001", "tms-shared"]
    );
    assert_eq!(texts(&report["plannedFilters"]), ["tmf-1"]);
    assert_eq!(report["deleted"], json!([]));
    let kept: Vec<_> = reasons(&report).iter().map(|(id, _)| *id).collect();
    assert_eq!(kept, ["tms-absent", "tmf-2"]);
    assert!(run.checkpoints.is_empty());
    assert!(
        service
            .sent
            .iter()
            .all(|params| params["Action"].starts_with("List"))
    );
    // Nor does a dry run of what is left of a job.
    let (_, run) = teardown(&ids(&["tms-0000"]), WITH_FILTERS, &mut service);
    for checkpoint in &run.checkpoints {
        let mut service = Service::with(2);
        let mut job = Teardown::resume(checkpoint, DRY_RUN).unwrap();
        let (result, _) = drive(&mut job, &mut service, NOW, STEPS, 2);
        result.unwrap().unwrap();
        assert!(service.executed.is_empty() && service.filters.len() == 1);
    }
}

#[test]
fn filters_that_no_session_uses_any_more_go_too_if_wished() {
    let mut service = Service::with(2);
    service.add("tms-shared", "tmf-2", "2026-01-01T00:00Z");
    service.add("tms-bystander", "tmf-2", "2026-01-01T00:00Z");
    service.filters.insert("tmf-unused".into());
    let target = ids(&["tms-0000", "tms-0001", "tms-shared"]);
    let (report, _) = teardown(&target, WITH_FILTERS, &mut service);
    assert_eq!(
        texts(&report["deleted"]),
        ["tms-0000", "tms-0001", "tms-shared", "tmf-1"]
    );
    assert_eq!(reasons(&report), [("tmf-2", "sessions use it")]);
    assert!(service.filters.contains("tmf-2") && service.filters.contains("tmf-unused"));
}

#[test]
fn a_list_with_a_session_without_an_id_ends_the_teardown_before_anything_is_deleted() {
    let mut service = Service::with(2);
    service.add("", "tmf-1", "2026-01-01T00:00Z");
    let mut job = Teardown::new(&all(), WITH_CHECKPOINTS).unwrap();
    let (result, run) = drive(&mut job, &mut service, NOW, STEPS, 1);
    assert!(matches!(result, Some(Err(Error::Unreadable(_)))));
    assert_eq!(service.count("DeleteTrafficMirrorSession"), 0);
    assert!(run.checkpoints.is_empty());
}

#[test]
fn what_is_listed_without_its_id_is_not_gone() {
    let mut service = Service::with(2);
    service.nameless = true;
    let (report, run) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]).len(), 2);
    assert!(run.now - NOW >= DELETING_MS, "{} ms", run.now - NOW);
}
