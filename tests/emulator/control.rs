//! Options, fixtures and state.

use alicloud_traffic_mirror::emulator::{Emulator, Options};
use serde_json::{Value, json};

use crate::support::{START, World, ids, world, world_with};

fn load(world: &mut World, region: &Value) -> Result<(), String> {
    let fixture = json!({ "regions": { "cn-hongkong": region } });
    world.emulator.load(&fixture).map_err(|error| error.field)
}

#[test]
fn a_wrong_option_is_named() {
    for (options, field) in [
        (json!({ "acounts": [] }), "acounts"),
        (json!([]), ""),
        (json!({ "accounts": [] }), "accounts"),
        (json!({ "accounts": "testid" }), "accounts"),
        (
            json!({ "accounts": [{ "accessKeyId": "a" }] }),
            "accounts[0].accessKeySecret",
        ),
        (
            json!({ "accounts": [{ "accessKeyId": "", "accessKeySecret": "b" }] }),
            "accounts[0].accessKeyId",
        ),
        (
            json!({ "accounts": [{ "accessKeyId": "a", "accessKeySecret": 5 }] }),
            "accounts[0].accessKeySecret",
        ),
        (
            json!({ "accounts": [{ "accessKeyId": "a", "accessKeySecret": "b", "x": 1 }] }),
            "accounts[0].x",
        ),
        (
            json!({ "accounts": [
            { "accessKeyId": "a", "accessKeySecret": "b" }, { "accessKeyId": "a", "accessKeySecret": "c" },
        ] }),
            "accounts[1].accessKeyId",
        ),
        (json!({ "clock": "fast" }), "clock"),
        (json!({ "startTime": -1 }), "startTime"),
        (json!({ "creatingMs": 1.5 }), "creatingMs"),
        (json!({ "modifyingMs": "1" }), "modifyingMs"),
        (json!({ "deletingMs": -1 }), "deletingMs"),
        (json!({ "rateLimit": true }), "rateLimit"),
        (
            json!({ "rateLimit": { "calls": 0, "periodMs": 1 } }),
            "rateLimit.calls",
        ),
        (json!({ "rateLimit": { "calls": 1 } }), "rateLimit.periodMs"),
        (json!({ "seed": "random" }), "seed"),
        (json!({ "serviceOpened": "yes" }), "serviceOpened"),
        (
            json!({ "quotas": { "QuotaExceeded.SessionNumber": 1 } }),
            "quotas.QuotaExceeded.SessionNumber",
        ),
        (
            json!({ "quotas": { "QuotaExceeded.SessionNum": -1 } }),
            "quotas.QuotaExceeded.SessionNum",
        ),
        (
            json!({ "inventory": [{ "id": "eni-1" }] }),
            "inventory[0].kind",
        ),
        (
            json!({ "inventory": [{ "kind": "eni" }] }),
            "inventory[0].id",
        ),
        (
            json!({ "inventory": [{ "id": "lb-1", "kind": "slb", "natGateway": true }] }),
            "inventory[0].natGateway",
        ),
    ] {
        assert_eq!(
            Options::from_json(&options).unwrap_err().field,
            field,
            "{options}"
        );
        let read: Result<Options, _> = serde_json::from_value(options.clone());
        assert!(read.unwrap_err().to_string().contains(field), "{options}");
    }
    let unchecked = Options {
        accounts: Vec::new(),
        ..Options::default()
    };
    assert_eq!(Emulator::new(unchecked).unwrap_err().field, "accounts");
}

#[test]
fn null_is_left_out() {
    let options = json!({ "accounts": null, "clock": null, "rateLimit": null, "seed": null, "inventory": null });
    assert!(Options::from_json(&options).is_ok());
    assert!(Options::from_json(&Value::Null).is_ok());
}

#[test]
fn a_fixture_needs_no_more_than_it_says() {
    let mut world = world();
    load(&mut world, &json!({ "sessions": [{}, { "Priority": 1 }, { "TrafficMirrorSessionStatus": "Deleting" }] })).unwrap();
    let listed = world.list_sessions(&[]);
    let sessions = listed["TrafficMirrorSessions"].as_array().unwrap();
    let priorities: Vec<_> = sessions
        .iter()
        .map(|session| &session["Priority"])
        .collect();
    assert_eq!(priorities, [2, 1, 3]);
    assert_eq!(sessions[0]["TrafficMirrorSessionStatus"], "Created");
    let filters = world.ok("ListTrafficMirrorFilters", &[]);
    assert_eq!(filters["TotalCount"], "1");
    assert_eq!(
        filters["TrafficMirrorFilters"][0]["TrafficMirrorFilterId"],
        sessions[2]["TrafficMirrorFilterId"]
    );
    world.advance(3_000);
    assert_eq!(world.list_sessions(&[])["TotalCount"], "2");
}

#[test]
fn a_wrong_fixture_is_refused_by_name_and_changes_nothing() {
    let mut world = world();
    load(
        &mut world,
        &json!({
            "filters": [{ "TrafficMirrorFilterId": "tmf-1" }],
            "sessions": [{ "TrafficMirrorSessionId": "tms-1", "Priority": 1 }],
        }),
    )
    .unwrap();
    let before = world.emulator.state();
    let good = json!({ "TrafficMirrorSessionId": "tms-2" });
    for (session, field) in [
        (
            json!({ "TrafficMirrorSessionID": "x" }),
            "TrafficMirrorSessionID",
        ),
        (
            json!({ "TrafficMirrorSessionId": 5 }),
            "TrafficMirrorSessionId",
        ),
        (
            json!({ "TrafficMirrorSessionId": "" }),
            "TrafficMirrorSessionId",
        ),
        (
            json!({ "TrafficMirrorSessionId": "tms-1" }),
            "TrafficMirrorSessionId",
        ),
        (
            json!({ "TrafficMirrorSessionId": "tms-2" }),
            "TrafficMirrorSessionId",
        ),
        (json!({ "Priority": 1 }), "Priority"),
        (json!({ "Priority": 0 }), "Priority"),
        (json!({ "Priority": "1" }), "Priority"),
        (
            json!({ "VirtualNetworkId": 16_777_216 }),
            "VirtualNetworkId",
        ),
        (json!({ "Enabled": "true" }), "Enabled"),
        (
            json!({ "TrafficMirrorFilterId": "tmf-2" }),
            "TrafficMirrorFilterId",
        ),
        (
            json!({ "TrafficMirrorSessionStatus": "Deleted" }),
            "TrafficMirrorSessionStatus",
        ),
        (
            json!({ "TrafficMirrorSourceIds": ["eni-1", 2] }),
            "TrafficMirrorSourceIds[1]",
        ),
        (
            json!({ "TrafficMirrorSourceIds": "eni-1" }),
            "TrafficMirrorSourceIds",
        ),
        (
            json!({ "Tags": [{ "Key": "k", "Colour": "red" }] }),
            "Tags[0].Colour",
        ),
        (json!({ "CreationTime": "yesterday" }), "CreationTime"),
        (json!({ "settlesAt": 5 }), "settlesAt"),
    ] {
        let error = load(&mut world, &json!({ "sessions": [good, session] })).unwrap_err();
        assert_eq!(
            error,
            format!("regions.cn-hongkong.sessions[1].{field}"),
            "{session}"
        );
        assert_eq!(world.emulator.state(), before);
    }
    for (fixture, field) in [
        (json!({ "region": {} }), "region"),
        (json!({ "regions": [] }), "regions"),
        (json!({ "regions": { "mars": {} } }), "regions.mars"),
        (
            json!({ "regions": { "cn-beijing": { "rules": [] } } }),
            "regions.cn-beijing.rules",
        ),
        (
            json!({ "regions": { "cn-beijing": { "filters": [{ "IngressRules": [{ "TrafficDirection": "egress" }] }] } } }),
            "regions.cn-beijing.filters[0].IngressRules[0].TrafficDirection",
        ),
        (json!({ "accounts": { "nobody": {} } }), "accounts.nobody"),
        (json!({ "inventory": [{}] }), "inventory[0].kind"),
        (json!({ "now": "now" }), "now"),
    ] {
        assert_eq!(
            world.emulator.load(&fixture).unwrap_err().field,
            field,
            "{fixture}"
        );
    }
}

#[test]
fn state_loads_back_into_an_emulator_that_goes_on_alike() {
    let options = json!({ "accounts": [
        { "accessKeyId": "testid", "accessKeySecret": "testsecret" },
        { "accessKeyId": "other", "accessKeySecret": "testsecret" },
    ], "inventory": [{ "id": "eni-target", "kind": "eni" }, { "id": "lb-1", "kind": "slb", "inVpc": false }] });
    let mut world = world_with(options.clone());
    let rules = [
        ("IngressRules.1.Action", "accept"),
        ("IngressRules.1.Protocol", "ALL"),
        ("Tag.1.Key", "k"),
    ];
    world.ok("CreateTrafficMirrorFilter", &rules);
    world.advance(1_000);
    let busy = json!({ "TrafficMirrorSessionStatus": "Deleting", "settlesAt": START + 9_500 });
    load(
        &mut world,
        &json!({ "serviceOpened": false, "sessions": [busy, {}] }),
    )
    .unwrap();
    world.key = "other".to_owned();
    world.region = "eu-west-1".to_owned();
    world.filter();
    let state = world.emulator.state();
    assert_eq!(
        state["regions"]["cn-hongkong"]["sessions"][0]["settlesAt"],
        START + 9_500
    );
    let mut copy = world_with(options);
    copy.emulator.load(&state).unwrap();
    assert_eq!(copy.emulator.state(), state);
    for world in [&mut world, &mut copy] {
        world.advance(60_000);
    }
    assert_eq!(copy.emulator.state(), world.emulator.state());
    assert!(
        world.emulator.load(&state).is_err(),
        "the same objects are there already"
    );
}

#[test]
fn an_inventory_can_come_with_a_fixture() {
    let mut world = world();
    let filter = world.filter();
    world
        .emulator
        .load(&json!({ "inventory": [{ "id": "eni-target", "kind": "eni" }] }))
        .unwrap();
    assert_eq!(
        world.create_session(&filter, 1, &[]).code(),
        "ResourceNotFound.NetworkInterface"
    );
    world
        .emulator
        .load(&json!({ "inventory": [{ "id": "eni-source1", "kind": "eni" }] }))
        .unwrap();
    world.create_session(&filter, 1, &[]).expect_ok();
}

#[test]
fn a_hundred_thousand_sessions_in_several_regions_are_no_trouble() {
    let mut world = world();
    let sessions = vec![json!({}); 25_000];
    let region = json!({ "sessions": sessions });
    let regions = json!({ "cn-hongkong": region, "cn-beijing": region, "cn-shanghai": region, "eu-west-1": region });
    world.emulator.load(&json!({ "regions": regions })).unwrap();
    assert_eq!(world.list_sessions(&[])["TotalCount"], "25000");
    let first = ids(&world.list_sessions(&[])).remove(0);
    world.ok(
        "DeleteTrafficMirrorSession",
        &[("TrafficMirrorSessionId", &first)],
    );
    world.advance(3_000);
    assert_eq!(world.list_sessions(&[])["TotalCount"], "24999");
}
