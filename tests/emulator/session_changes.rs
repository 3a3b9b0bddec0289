//! A session's attributes and sources, changed.

use serde_json::{Value, json};

use crate::support::{World, ids, text, world, world_with};

const UPDATE: &str = "UpdateTrafficMirrorSessionAttribute";
const ADD: &str = "AddSourcesToTrafficMirrorSession";
const REMOVE: &str = "RemoveSourcesFromTrafficMirrorSession";

fn listed(world: &mut World, session: &str) -> Value {
    let ids = [("TrafficMirrorSessionIds.1", session)];
    world.list_sessions(&ids)["TrafficMirrorSessions"][0].clone()
}

/// A change by one parameter or several.
fn change(
    world: &mut World,
    action: &str,
    session: &str,
    more: &[(&str, &str)],
) -> Result<(), String> {
    let named = [("TrafficMirrorSessionId", session)];
    let answer = world.call(action, &[&named[..], more].concat());
    if answer.reply.status == 200 {
        world.advance(2_000);
        return Ok(());
    }
    Err(answer.code())
}

fn refused(code: &str) -> Result<(), String> {
    Err(code.to_owned())
}

#[test]
fn a_session_is_modifying_until_its_change_is_done_and_busy_meanwhile() {
    let mut world = world();
    let filter = world.filter();
    let session = world.session(&filter, 1);
    for (action, more) in [
        (UPDATE, vec![("Enabled", "true")]),
        (ADD, vec![("TrafficMirrorSourceIds.1", "eni-new")]),
        (REMOVE, vec![("TrafficMirrorSourceIds.1", "eni-new")]),
    ] {
        let params = [vec![("TrafficMirrorSessionId", session.as_str())], more].concat();
        let dry = [&params[..], &[("DryRun", "true")]].concat();
        let before = world.emulator.state();
        assert_eq!(world.refused(action, &dry), "DryRunOperation");
        assert_eq!(world.emulator.state(), before);
        let answer = world.ok(action, &params);
        assert_eq!(answer.as_object().unwrap().len(), 1, "{answer}");
        assert_eq!(world.status(&session).as_deref(), Some("Modifying"));
        let source = [("TrafficMirrorSourceIds.1", "eni-else")];
        for other in [UPDATE, ADD, REMOVE, "DeleteTrafficMirrorSession"] {
            assert_eq!(
                world.refused(other, &[&params[..1], &source].concat()),
                "IncorrectStatus.TrafficMirrorSession",
                "{other} during {action}"
            );
        }
        world.advance(1_999);
        assert_eq!(world.status(&session).as_deref(), Some("Modifying"));
        world.advance(1);
        assert_eq!(world.status(&session).as_deref(), Some("Created"));
    }
}

#[test]
fn a_change_sets_what_it_names_and_leaves_the_rest() {
    let mut world = world();
    let (filter, other) = (world.filter(), world.filter());
    let session = world.session(&filter, 1);
    let before = listed(&mut world, &session);
    change(&mut world, UPDATE, &session, &[]).unwrap();
    assert_eq!(listed(&mut world, &session), before);
    let all = [
        ("TrafficMirrorSessionName", "new"),
        ("TrafficMirrorSessionDescription", "what for"),
        ("TrafficMirrorTargetId", "lb-1"),
        ("TrafficMirrorTargetType", "SLB"),
        ("TrafficMirrorFilterId", &other),
        ("Priority", "9"),
        ("VirtualNetworkId", "7"),
        ("PacketLength", "64"),
        ("Enabled", "true"),
    ];
    change(&mut world, UPDATE, &session, &all).unwrap();
    let after = listed(&mut world, &session);
    for (name, value) in all {
        let shown = match &after[name] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        assert_eq!(shown, value, "{name}");
    }
    // What is found by is changed with it.
    for (name, value, found) in [
        ("TrafficMirrorFilterId", filter.as_str(), "0"),
        ("TrafficMirrorFilterId", &other, "1"),
        ("TrafficMirrorTargetId", "eni-target", "0"),
        ("TrafficMirrorTargetId", "lb-1", "1"),
        ("Priority", "1", "0"),
        ("Priority", "9", "1"),
    ] {
        let count = world.list_sessions(&[(name, value)])["TotalCount"].clone();
        assert_eq!(count, found, "{name}={value}");
    }
    let freed = [("TrafficMirrorFilterId", filter.as_str())];
    world.ok("DeleteTrafficMirrorFilter", &freed);
    world.session(&other, 1);
}

#[test]
fn a_priority_stays_one_sessions_when_it_is_changed() {
    let mut world = world();
    let filter = world.filter();
    let session = world.session(&filter, 1);
    world.session(&filter, 2);
    let to =
        |world: &mut World, priority| change(world, UPDATE, &session, &[("Priority", priority)]);
    assert_eq!(to(&mut world, "2"), refused("DuplicatedParam.Priority"));
    assert_eq!(to(&mut world, "0"), refused("InvalidParameter"));
    assert_eq!(to(&mut world, "1"), Ok(()));
    assert_eq!(to(&mut world, "3"), Ok(()));
    assert_eq!(to(&mut world, "1"), Ok(()));
}

#[test]
fn a_session_takes_another_filter_only_if_that_is_there_and_idle_and_has_room() {
    let mut world = world_with(json!({ "quotas": { "QuotaExceeded.FilterRelatedSession": 1 } }));
    let filter = world.filter();
    let session = world.session(&filter, 1);
    let full = world.filter();
    world.session(&full, 2);
    let created = world.ok("CreateTrafficMirrorFilter", &[]);
    let busy = text(&created, "TrafficMirrorFilterId");
    for (id, outcome) in [
        ("tmf-none", refused("ResourceNotFound.TrafficMirrorFilter")),
        (&busy, refused("IncorrectStatus.TrafficMirrorFilter")),
        (&full, refused("QuotaExceeded.FilterRelatedSession")),
        (&filter, Ok(())),
        (&busy, Ok(())),
    ] {
        let outcome_seen = change(
            &mut world,
            UPDATE,
            &session,
            &[("TrafficMirrorFilterId", id)],
        );
        assert_eq!(outcome_seen, outcome, "{id}");
    }
}

#[test]
fn sources_are_added_and_removed_one_by_one_or_all() {
    let mut world = world();
    let filter = world.filter();
    let session = world.session(&filter, 1);
    let add = |world: &mut World, ids: &[(&str, &str)]| change(world, ADD, &session, ids);
    let first = ("TrafficMirrorSourceIds.1", "eni-a");
    let twice = [first, ("TrafficMirrorSourceIds.2", "eni-a")];
    let two = [first, ("TrafficMirrorSourceIds.2", "eni-b")];
    assert_eq!(
        add(&mut world, &twice),
        refused("DuplicatedParam.SourceInstanceIds")
    );
    assert_eq!(add(&mut world, &two), Ok(()));
    assert_eq!(
        add(&mut world, &two[..1]),
        refused("ResourceAlreadyAssociated.TrafficMirrorSource")
    );
    let target = [("TrafficMirrorSourceIds.1", "eni-target")];
    assert_eq!(
        add(&mut world, &target),
        refused("OperationDenied.DuplicateRole")
    );
    assert_eq!(
        add(&mut world, &[]),
        refused("MissingTrafficMirrorSourceIds")
    );
    let sources = ["eni-source1", "eni-a", "eni-b"];
    assert_eq!(
        listed(&mut world, &session)["TrafficMirrorSourceIds"],
        json!(sources)
    );
    let found = world.list_sessions(&[("TrafficMirrorSourceId", "eni-b")]);
    assert_eq!(found["TotalCount"], "1");
    let remove = |world: &mut World, ids: &[(&str, &str)]| change(world, REMOVE, &session, ids);
    assert_eq!(
        remove(&mut world, &twice),
        refused("DuplicatedParam.SourceInstanceIds")
    );
    let foreign = [first, ("TrafficMirrorSourceIds.2", "eni-c")];
    assert_eq!(
        remove(&mut world, &foreign),
        refused("ResourceNotAssociated.TrafficMirrorSource")
    );
    assert_eq!(remove(&mut world, &two), Ok(()));
    let last = [("TrafficMirrorSourceIds.1", "eni-source1")];
    assert_eq!(remove(&mut world, &last), Ok(()));
    assert_eq!(
        listed(&mut world, &session)["TrafficMirrorSourceIds"],
        json!([])
    );
    let found = world.list_sessions(&[("TrafficMirrorSourceId", "eni-b")]);
    assert_eq!(found["TotalCount"], "0");
}

#[test]
fn a_new_target_is_no_source_and_has_room() {
    let mut world = world_with(json!({ "quotas": {
        "QuotaExceeded.NetworkInterfaceRelatedSession": 1,
        "QuotaExceeded.SlbRelatedSession": 1,
    } }));
    let filter = world.filter();
    let session = world.session(&filter, 1);
    let balancer = [
        ("TrafficMirrorTargetType", "SLB"),
        ("TrafficMirrorTargetId", "lb-1"),
    ];
    world.create_session(&filter, 2, &balancer).expect_ok();
    let elsewhere = [("TrafficMirrorTargetId", "eni-other")];
    world.create_session(&filter, 3, &elsewhere).expect_ok();
    for (target, code) in [
        ("eni-source1", "OperationDenied.DuplicateRole"),
        ("eni-source2", "OperationDenied.DuplicateRole"),
        ("eni-other", "QuotaExceeded.NetworkInterfaceRelatedSession"),
    ] {
        let more = [("TrafficMirrorTargetId", target)];
        assert_eq!(
            change(&mut world, UPDATE, &session, &more),
            refused(code),
            "{target}"
        );
    }
    assert_eq!(
        change(&mut world, UPDATE, &session, &balancer),
        refused("QuotaExceeded.SlbRelatedSession")
    );
    let same = [
        ("TrafficMirrorTargetId", "eni-target"),
        ("TrafficMirrorTargetType", "NetworkInterface"),
    ];
    assert_eq!(change(&mut world, UPDATE, &session, &same), Ok(()));
}

#[test]
fn quotas_of_sources_hold_for_those_that_are_added() {
    for (code, limit, more) in [
        ("QuotaExceeded.SourceNumPerSession", 1, "eni-a"),
        ("QuotaExceeded.SourceNumPerTarget", 2, "eni-a"),
        ("QuotaExceeded.NetworkInterfaceRelatedSession", 2, "eni-a"),
    ] {
        let mut world = world_with(json!({ "quotas": { code: limit } }));
        let filter = world.filter();
        let session = world.session(&filter, 1);
        let third = [
            ("TrafficMirrorSourceIds.1", "eni-a"),
            ("TrafficMirrorTargetId", "eni-t"),
        ];
        if code.contains("Interface") {
            world.create_session(&filter, 3, &third).expect_ok();
            let third = [third[0], ("TrafficMirrorTargetId", "eni-u")];
            world.create_session(&filter, 4, &third).expect_ok();
        } else {
            world.session(&filter, 2);
        }
        let more = [("TrafficMirrorSourceIds.1", more)];
        assert_eq!(change(&mut world, ADD, &session, &more), refused(code));
    }
}

#[test]
fn unpaid_bills_of_a_session_or_its_account_show_and_keep_it_as_it_is() {
    let mut world = world();
    let locked = json!({ "TrafficMirrorSessionBusinessStatus": "FinancialLocked", "Priority": 2 });
    let sessions = json!([{ "Priority": 1 }, locked]);
    let load = |world: &mut World, region: Value| {
        let fixture = json!({ "regions": { "cn-hongkong": region } });
        world.emulator.load(&fixture).unwrap();
    };
    let shown = |world: &mut World| -> Vec<String> {
        let listed = world.list_sessions(&[]);
        let sessions = listed["TrafficMirrorSessions"].as_array().unwrap().iter();
        let status = |session| text(session, "TrafficMirrorSessionBusinessStatus");
        sessions.map(status).collect()
    };
    load(&mut world, json!({ "sessions": sessions }));
    assert_eq!(shown(&mut world), ["Normal", "FinancialLocked"]);
    let id = ids(&world.list_sessions(&[])).remove(1);
    let source = [("TrafficMirrorSourceIds.1", "eni-a")];
    for (action, more) in [(UPDATE, &[][..]), (ADD, &source), (REMOVE, &source)] {
        let expected = refused("IncorrectBusinessStatus.TrafficMirror");
        assert_eq!(change(&mut world, action, &id, more), expected, "{action}");
    }
    load(&mut world, json!({ "businessStatus": "FinancialLocked" }));
    assert_eq!(shown(&mut world), ["FinancialLocked", "FinancialLocked"]);
    // Once the account has paid, only what is locked by itself stays so, also after a state was loaded back.
    let state = world.emulator.state();
    world.emulator.reset();
    world.emulator.load(&state).unwrap();
    load(&mut world, json!({ "businessStatus": "Normal" }));
    assert_eq!(shown(&mut world), ["Normal", "FinancialLocked"]);
    world.ok(
        "DeleteTrafficMirrorSession",
        &[("TrafficMirrorSessionId", &id)],
    );
}

#[test]
fn an_absent_session_and_a_service_that_is_not_there_take_no_change() {
    let mut world = world();
    let filter = world.filter();
    let session = world.session(&filter, 1);
    let source = [("TrafficMirrorSourceIds.1", "eni-a")];
    for (region, code) in [
        (json!({}), "ResourceNotFound.TrafficMirrorSession"),
        (
            json!({ "businessStatus": "FinancialLocked" }),
            "IncorrectBusinessStatus.TrafficMirror",
        ),
        (
            json!({ "serviceOpened": false }),
            "OptInRequired.TrafficMirror",
        ),
    ] {
        let fixture = json!({ "regions": { "cn-hongkong": region } });
        world.emulator.load(&fixture).unwrap();
        let id = if code.starts_with("Res") {
            "tms-none"
        } else {
            &session
        };
        for (action, more) in [(UPDATE, &[][..]), (ADD, &source), (REMOVE, &source)] {
            assert_eq!(
                change(&mut world, action, id, more),
                refused(code),
                "{action}"
            );
        }
    }
}
