//! The life of a session.

use serde_json::json;

use crate::support::{text, world, world_with};

#[test]
fn a_session_is_creating_then_created_then_deleting_then_absent() {
    let mut world = world();
    let filter = world.filter();
    let session = text(
        &world.create_session(&filter, 1, &[]).expect_ok(),
        "TrafficMirrorSessionId",
    );
    assert!(
        session.starts_with("tms-j6c") && session.len() == 24,
        "{session}"
    );
    assert_eq!(world.status(&session).as_deref(), Some("Creating"));
    world.advance(1_999);
    assert_eq!(world.status(&session).as_deref(), Some("Creating"));
    world.advance(1);
    assert_eq!(world.status(&session).as_deref(), Some("Created"));
    let deleted = world.ok(
        "DeleteTrafficMirrorSession",
        &[("TrafficMirrorSessionId", &session)],
    );
    assert_eq!(deleted.as_object().unwrap().len(), 1, "{deleted}");
    assert_eq!(world.status(&session).as_deref(), Some("Deleting"));
    world.advance(2_999);
    assert_eq!(world.status(&session).as_deref(), Some("Deleting"));
    world.advance(1);
    assert_eq!(world.status(&session), None);
    let again = world.call(
        "DeleteTrafficMirrorSession",
        &[("TrafficMirrorSessionId", &session)],
    );
    assert_eq!(
        (again.reply.status, again.code().as_str()),
        (400, "ResourceNotFound.TrafficMirrorSession")
    );
}

#[test]
fn a_busy_session_takes_no_delete() {
    let mut world = world();
    let filter = world.filter();
    let session = text(
        &world.create_session(&filter, 1, &[]).expect_ok(),
        "TrafficMirrorSessionId",
    );
    let delete = [("TrafficMirrorSessionId", session.as_str())];
    assert_eq!(
        world.refused("DeleteTrafficMirrorSession", &delete),
        "IncorrectStatus.TrafficMirrorSession"
    );
    world.advance(2_000);
    world.ok("DeleteTrafficMirrorSession", &delete);
    assert_eq!(
        world.refused("DeleteTrafficMirrorSession", &delete),
        "IncorrectStatus.TrafficMirrorSession"
    );
}

#[test]
fn deleting_a_session_waits_for_its_filter() {
    let mut world = world();
    let filter = json!({
        "TrafficMirrorFilterId": "tmf-busy", "TrafficMirrorFilterStatus": "Modifying", "settlesAt": world.emulator.now() + 500,
    });
    let fixture =
        json!({ "filters": [filter], "sessions": [{ "TrafficMirrorSessionId": "tms-1" }] });
    world
        .emulator
        .load(&json!({ "regions": { "cn-hongkong": fixture } }))
        .unwrap();
    let delete = [("TrafficMirrorSessionId", "tms-1")];
    assert_eq!(
        world.refused("DeleteTrafficMirrorSession", &delete),
        "IncorrectStatus.TrafficMirrorFilter"
    );
    world.advance(500);
    world.ok("DeleteTrafficMirrorSession", &delete);
}

#[test]
fn a_session_reads_back_what_it_was_created_with() {
    let mut world = world();
    let filter = world.filter();
    let more = [
        ("TrafficMirrorSessionName", "name"),
        ("TrafficMirrorSessionDescription", "what it is for"),
        ("TrafficMirrorTargetId", "lb-target"),
        ("TrafficMirrorTargetType", "SLB"),
        ("TrafficMirrorSourceIds.2", "eni-second"),
        ("VirtualNetworkId", "16777215"),
        ("PacketLength", "8500"),
        ("Enabled", "True"),
        ("ResourceGroupId", "rg-mine"),
        ("Tag.1.Key", "team"),
        ("Tag.1.Value", "network"),
        ("Tag.2.Key", "empty"),
        ("Tag.2.Value", ""),
        ("OwnerId", "12345"),
    ];
    let created = world.create_session(&filter, 7, &more).expect_ok();
    assert_eq!(created["ResourceGroupId"], "rg-mine");
    let listed = world.list_sessions(&[]);
    assert_eq!(
        listed["TrafficMirrorSessions"][0],
        json!({
            "TrafficMirrorSessionId": created["TrafficMirrorSessionId"],
            "TrafficMirrorSessionName": "name",
            "TrafficMirrorSessionDescription": "what it is for",
            "TrafficMirrorSessionStatus": "Creating",
            "TrafficMirrorSessionBusinessStatus": "Normal",
            "Enabled": true,
            "Priority": 7,
            "PacketLength": 8500,
            "VirtualNetworkId": 16_777_215,
            "TrafficMirrorFilterId": filter,
            "TrafficMirrorSourceIds": ["eni-source7", "eni-second"],
            "TrafficMirrorTargetId": "lb-target",
            "TrafficMirrorTargetType": "SLB",
            "ResourceGroupId": "rg-mine",
            "Tags": [{ "Key": "team", "Value": "network" }, { "Key": "empty", "Value": "" }],
            "CreationTime": "2026-01-01T00:00Z",
        })
    );
}

#[test]
fn what_is_left_out_of_a_session_has_its_documented_default() {
    let mut world = world();
    let filter = world.filter();
    world.session(&filter, 1);
    let session = world.list_sessions(&[])["TrafficMirrorSessions"][0].clone();
    assert_eq!(
        (&session["Enabled"], &session["PacketLength"]),
        (&json!(false), &json!(1_500))
    );
    assert!((0..1 << 24).contains(&session["VirtualNetworkId"].as_i64().unwrap()));
    assert!(text(&session, "ResourceGroupId").starts_with("rg-"));
}

#[test]
fn a_priority_is_one_sessions_per_account_and_region() {
    let mut world = world();
    let filter = world.filter();
    let first = world.session(&filter, 5);
    assert_eq!(
        world.create_session(&filter, 5, &[]).code(),
        "IllegalParam.Priority"
    );
    for outside in [
        "0",
        "32767",
        "-1",
        "5.0",
        "five",
        "+5",
        "99999999999999999999",
    ] {
        let answer = world.create_session(&filter, 6, &[("Priority", outside)]);
        assert_eq!(answer.code(), "IllegalParam.Priority", "{outside}");
    }
    // It is free again when the session is gone, not before.
    world.ok(
        "DeleteTrafficMirrorSession",
        &[("TrafficMirrorSessionId", &first)],
    );
    assert_eq!(
        world.create_session(&filter, 5, &[]).code(),
        "IllegalParam.Priority"
    );
    world.advance(3_000);
    world.create_session(&filter, 5, &[]).expect_ok();
    world.region = "cn-shanghai".to_owned();
    let filter = world.filter();
    world.create_session(&filter, 5, &[]).expect_ok();
}

#[test]
fn a_session_needs_a_filter_that_is_there_and_not_busy() {
    let mut world = world();
    assert_eq!(
        world.create_session("tmf-none", 1, &[]).code(),
        "ResourceNotFound.TrafficMirrorFilter"
    );
    let filter = text(
        &world.ok("CreateTrafficMirrorFilter", &[]),
        "TrafficMirrorFilterId",
    );
    assert_eq!(
        world.create_session(&filter, 1, &[]).code(),
        "IncorrectStatus.TrafficMirrorFilter"
    );
    world.advance(2_000);
    world.create_session(&filter, 1, &[]).expect_ok();
}

#[test]
fn a_dry_run_is_every_check_and_no_change() {
    let mut world = world();
    let filter = world.filter();
    let session = world.session(&filter, 1);
    for (action, params) in [
        ("CreateTrafficMirrorFilter", vec![]),
        (
            "DeleteTrafficMirrorSession",
            vec![("TrafficMirrorSessionId", session.as_str())],
        ),
    ] {
        let before = world.emulator.state();
        let params = [params, vec![("DryRun", "true")]].concat();
        let answer = world.call(action, &params);
        assert_eq!(
            (answer.reply.status, answer.code().as_str()),
            (400, "DryRunOperation")
        );
        assert_eq!(world.emulator.state(), before);
    }
    let dry = [("DryRun", "true")];
    assert_eq!(
        world.create_session(&filter, 2, &dry).code(),
        "DryRunOperation"
    );
    assert_eq!(
        world.create_session(&filter, 1, &dry).code(),
        "IllegalParam.Priority"
    );
    assert_eq!(
        world.create_session("tmf-none", 2, &dry).code(),
        "ResourceNotFound.TrafficMirrorFilter"
    );
    let used = [
        ("TrafficMirrorFilterId", filter.as_str()),
        ("DryRun", "true"),
    ];
    assert_eq!(
        world.refused("DeleteTrafficMirrorFilter", &used),
        "DependencyViolation.TrafficMirrorSession"
    );
    let absent = [("TrafficMirrorSessionId", "tms-none"), ("DryRun", "TRUE")];
    assert_eq!(
        world.refused("DeleteTrafficMirrorSession", &absent),
        "ResourceNotFound.TrafficMirrorSession"
    );
}

#[test]
fn a_service_that_was_not_opened_creates_nothing() {
    let mut world = world_with(json!({ "serviceOpened": false }));
    assert_eq!(
        world.refused("CreateTrafficMirrorFilter", &[]),
        "OptInRequired.TrafficMirror"
    );
    assert_eq!(
        world.create_session("tmf-1", 1, &[]).code(),
        "OptInRequired.TrafficMirror"
    );
    world.list_sessions(&[]);
    world
        .emulator
        .load(&json!({ "regions": { "cn-hongkong": { "serviceOpened": true } } }))
        .unwrap();
    world.filter();
    world
        .emulator
        .load(&json!({ "regions": { "cn-hongkong": { "businessStatus": "FinancialLocked" } } }))
        .unwrap();
    assert_eq!(
        world.refused("CreateTrafficMirrorFilter", &[]),
        "IncorrectBusinessStatus.TrafficMirror"
    );
}

#[test]
fn regions_that_do_not_mirror_refuse_creates_and_unknown_ones_everything() {
    let mut world = world();
    world.region = "cn-nanjing".to_owned();
    assert_eq!(
        world.refused("CreateTrafficMirrorFilter", &[]),
        "UnsupportedRegion"
    );
    assert_eq!(world.list_sessions(&[])["TotalCount"], "0");
    world.region = "mars-north-1".to_owned();
    let answer = world.call("ListTrafficMirrorSessions", &[]);
    assert_eq!(
        (answer.reply.status, answer.code().as_str()),
        (404, "InvalidRegionId.NotFound")
    );
    assert_eq!(
        world.refused("ListTrafficMirrorSessions", &[("RegionId", "-")]),
        "MissingRegionId"
    );
}

#[test]
fn required_parameters_are_named_in_the_code() {
    let mut world = world();
    for name in [
        "TrafficMirrorFilterId",
        "Priority",
        "TrafficMirrorTargetId",
        "TrafficMirrorTargetType",
    ] {
        assert_eq!(
            world.create_session("tmf-1", 1, &[(name, "-")]).code(),
            format!("Missing{name}")
        );
    }
    let no_source = world.create_session("tmf-1", 1, &[("TrafficMirrorSourceIds.1", "-")]);
    assert_eq!(no_source.code(), "MissingTrafficMirrorSourceIds");
    assert_eq!(
        world.refused("DeleteTrafficMirrorSession", &[]),
        "MissingTrafficMirrorSessionId"
    );
    let empty = [("TrafficMirrorSessionId", "")];
    assert_eq!(
        world.refused("DeleteTrafficMirrorSession", &empty),
        "MissingTrafficMirrorSessionId"
    );
}

#[test]
fn a_transition_of_no_duration_is_over_at_the_next_look() {
    let mut world = world_with(json!({ "creatingMs": 0, "deletingMs": 0 }));
    let filter = text(
        &world.ok("CreateTrafficMirrorFilter", &[]),
        "TrafficMirrorFilterId",
    );
    let session = text(
        &world.create_session(&filter, 1, &[]).expect_ok(),
        "TrafficMirrorSessionId",
    );
    world.ok(
        "DeleteTrafficMirrorSession",
        &[("TrafficMirrorSessionId", &session)],
    );
    assert_eq!(world.status(&session), None);
}
