//! `ClientToken`: the same call twice acts once.

use serde_json::json;

use crate::support::{text, world};

#[test]
fn the_same_token_and_parameters_get_the_same_answer_and_act_once() {
    let mut world = world();
    let create = [
        ("ClientToken", "one"),
        ("TrafficMirrorFilterName", "name"),
        ("DryRun", "False"),
    ];
    let first = world.ok("CreateTrafficMirrorFilter", &create);
    world.advance(60_000);
    let again = world.ok("CreateTrafficMirrorFilter", &create[..2]);
    assert_eq!(first, again);
    assert_eq!(world.ok("ListTrafficMirrorFilters", &[])["TotalCount"], "1");
    let other = world.ok(
        "CreateTrafficMirrorFilter",
        &[("ClientToken", "two"), create[1]],
    );
    assert_ne!(
        first["TrafficMirrorFilterId"],
        other["TrafficMirrorFilterId"]
    );
}

#[test]
fn the_same_token_with_other_parameters_is_refused() {
    let mut world = world();
    world.ok("CreateTrafficMirrorFilter", &[("ClientToken", "one")]);
    let other = [("ClientToken", "one"), ("TrafficMirrorFilterName", "name")];
    let answer = world.call("CreateTrafficMirrorFilter", &other);
    assert_eq!(
        (answer.reply.status, answer.code().as_str()),
        (400, "IdempotentParameterMismatch")
    );
}

#[test]
fn a_token_is_known_per_account_region_and_operation() {
    let mut world = world();
    let first = world.ok("CreateTrafficMirrorFilter", &[("ClientToken", "one")]);
    world.advance(2_000);
    let id = text(&first, "TrafficMirrorFilterId");
    let delete = [
        ("ClientToken", "one"),
        ("TrafficMirrorFilterId", id.as_str()),
    ];
    assert_ne!(
        world.ok("DeleteTrafficMirrorFilter", &delete)["RequestId"],
        first["RequestId"]
    );
    world.region = "cn-beijing".to_owned();
    let elsewhere = world.ok("CreateTrafficMirrorFilter", &[("ClientToken", "one")]);
    assert_ne!(
        elsewhere["TrafficMirrorFilterId"],
        first["TrafficMirrorFilterId"]
    );
}

#[test]
fn a_repeated_delete_with_its_token_succeeds_even_when_the_session_is_gone() {
    let mut world = world();
    let filter = world.filter();
    let session = world.session(&filter, 1);
    let delete = [
        ("TrafficMirrorSessionId", session.as_str()),
        ("ClientToken", "del"),
    ];
    let first = world.ok("DeleteTrafficMirrorSession", &delete);
    assert_eq!(world.ok("DeleteTrafficMirrorSession", &delete), first);
    world.advance(3_000);
    assert_eq!(world.ok("DeleteTrafficMirrorSession", &delete), first);
    assert_eq!(
        world.refused("DeleteTrafficMirrorSession", &delete[..1]),
        "ResourceNotFound.TrafficMirrorSession"
    );
}

#[test]
fn only_successes_are_remembered() {
    let mut world = world();
    let filter = text(
        &world.ok("CreateTrafficMirrorFilter", &[]),
        "TrafficMirrorFilterId",
    );
    let token = [("ClientToken", "one")];
    assert_eq!(
        world.create_session(&filter, 1, &token).code(),
        "IncorrectStatus.TrafficMirrorFilter"
    );
    let dry_run = [token[0], ("DryRun", "true")];
    world.advance(2_000);
    assert_eq!(
        world.create_session(&filter, 2, &dry_run).code(),
        "DryRunOperation"
    );
    world.create_session(&filter, 1, &token).expect_ok();
    assert_eq!(world.list_sessions(&[])["TotalCount"], "1");
}

#[test]
fn a_token_whose_first_answer_is_still_on_its_way_is_being_processed() {
    let mut world = world();
    world.inject(&json!({ "kind": "delay", "ms": 5_000 }));
    let token = [("ClientToken", "one")];
    let first = world.ok("CreateTrafficMirrorFilter", &token);
    assert_eq!(
        world.refused("CreateTrafficMirrorFilter", &token),
        "LastTokenProcessing"
    );
    world.advance(5_000);
    assert_eq!(world.ok("CreateTrafficMirrorFilter", &token), first);
}
