//! What a fixture may say, and that a state is one.

use serde_json::{Value, json};

use crate::support::{World, text, world, world_with};

/// Adds objects in Hong Kong. An error is the field it is about.
fn load(world: &mut World, region: &Value) -> Result<(), String> {
    let fixture = json!({ "regions": { "cn-hongkong": region } });
    world.emulator.load(&fixture).map_err(|error| error.field)
}

/// Everything that Hong Kong has of a kind.
fn objects(world: &mut World, kind: &str) -> Vec<Value> {
    let state = world.emulator.state();
    let objects = state["regions"]["cn-hongkong"][kind].as_array();
    objects.cloned().unwrap_or_default()
}

/// The ids of all filters, rules and sessions.
fn all_ids(world: &mut World) -> Vec<String> {
    let mut ids = Vec::new();
    for filter in objects(world, "filters") {
        ids.push(text(&filter, "TrafficMirrorFilterId"));
        let rules = filter["IngressRules"].as_array().unwrap().iter();
        ids.extend(rules.map(|rule| text(rule, "TrafficMirrorFilterRuleId")));
    }
    let sessions = objects(world, "sessions");
    ids.extend(
        sessions
            .iter()
            .map(|session| text(session, "TrafficMirrorSessionId")),
    );
    ids
}

/// A filter with two rules, and two sessions.
fn make_some_of_each(world: &mut World, priorities: [u32; 2]) {
    let rules = [
        ("IngressRules.1.Action", "accept"),
        ("IngressRules.1.Protocol", "ALL"),
        ("IngressRules.2.Action", "drop"),
        ("IngressRules.2.Protocol", "ICMP"),
    ];
    let made = world.ok("CreateTrafficMirrorFilter", &rules);
    world.advance(2_000);
    for priority in priorities {
        world.session(&text(&made, "TrafficMirrorFilterId"), priority);
    }
}

#[test]
fn new_ids_are_none_that_a_loaded_state_has() {
    let mut first = world();
    make_some_of_each(&mut first, [1, 2]);
    let state = first.emulator.state();
    first.emulator.reset();
    for mut world in [first, world()] {
        world.emulator.load(&state).unwrap();
        make_some_of_each(&mut world, [3, 4]);
        load(&mut world, &json!({ "sessions": [{}] })).unwrap();
        let mut ids = all_ids(&mut world);
        assert_eq!(ids.len(), 11);
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 11, "{ids:?}");
    }
}

#[test]
fn an_id_that_is_made_up_is_none_that_the_fixture_names_later() {
    let mut first = world();
    load(&mut first, &json!({ "sessions": [{}] })).unwrap();
    let made_up = objects(&mut first, "sessions").remove(0);
    let named = json!({ "TrafficMirrorSessionId": made_up["TrafficMirrorSessionId"] });
    load(&mut world(), &json!({ "sessions": [{}, named] })).unwrap();
}

#[test]
fn a_session_without_sources_stays_without() {
    let mut world = world();
    let given = json!({ "sessions": [{ "TrafficMirrorSourceIds": [] }, {}] });
    load(&mut world, &given).unwrap();
    let sessions = objects(&mut world, "sessions");
    assert_eq!(sessions[0]["TrafficMirrorSourceIds"], json!([]));
    assert_eq!(
        sessions[1]["TrafficMirrorSourceIds"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_place_is_given_once() {
    let mut world = world();
    let regions = json!({ "cn-hongkong": { "sessions": [{ "Priority": 1 }] } });
    let twice = json!({ "regions": regions, "accounts": { "testid": { "regions": regions } } });
    assert_eq!(
        world.emulator.load(&twice).unwrap_err().field,
        "accounts.testid.regions.cn-hongkong"
    );
    let other = json!({ "cn-beijing": {} });
    let once = json!({ "regions": regions, "accounts": { "testid": { "regions": other } } });
    world.emulator.load(&once).unwrap();
}

#[test]
fn what_is_refused_leaves_no_region_behind() {
    let mut world = world();
    let before = world.emulator.state();
    let fixture = json!({ "regions": { "cn-beijing": {}, "mars": {} } });
    assert_eq!(
        world.emulator.load(&fixture).unwrap_err().field,
        "regions.mars"
    );
    assert_eq!(world.emulator.state(), before);
}

#[test]
fn no_session_uses_a_filter_that_is_being_deleted() {
    let mut world = world();
    let leaving =
        json!({ "TrafficMirrorFilterId": "tmf-1", "TrafficMirrorFilterStatus": "Deleting" });
    let by_name = json!({ "TrafficMirrorFilterId": "tmf-1" });
    assert_eq!(
        load(
            &mut world,
            &json!({ "filters": [leaving], "sessions": [by_name] })
        ),
        Err("regions.cn-hongkong.sessions[0].TrafficMirrorFilterId".to_owned())
    );
    load(&mut world, &json!({ "filters": [leaving] })).unwrap();
    assert_eq!(
        load(&mut world, &json!({ "sessions": [by_name] })),
        Err("regions.cn-hongkong.sessions[0].TrafficMirrorFilterId".to_owned())
    );
    // Without a name a session gets another: here, one that is made for it.
    load(&mut world, &json!({ "sessions": [{}] })).unwrap();
    assert_eq!(objects(&mut world, "filters").len(), 2);
    assert_ne!(
        objects(&mut world, "sessions")[0]["TrafficMirrorFilterId"],
        "tmf-1"
    );
    world.advance(3_000);
    assert_eq!(objects(&mut world, "filters").len(), 1);
}

#[test]
fn a_session_is_one_that_could_have_been_created() {
    let long = "n".repeat(129);
    for (session, field) in [
        (json!({ "PacketLength": 63 }), "[0].PacketLength"),
        (json!({ "PacketLength": 8_501 }), "[0].PacketLength"),
        (
            json!({ "TrafficMirrorSessionName": long }),
            "[0].TrafficMirrorSessionName",
        ),
        (
            json!({ "TrafficMirrorSourceIds": ["eni-1", "eni-1"] }),
            "[0].TrafficMirrorSourceIds",
        ),
        (
            json!({ "TrafficMirrorSourceIds": [""] }),
            "[0].TrafficMirrorSourceIds",
        ),
        (
            json!({ "TrafficMirrorSourceIds": ["eni-1"], "TrafficMirrorTargetId": "eni-1" }),
            "",
        ),
        (json!({ "TrafficMirrorTargetId": "eni-source" }), ""),
        (json!({ "TrafficMirrorSourceIds": ["eni-target"] }), ""),
        (json!({ "TrafficMirrorTargetId": "eni-next-source" }), ""),
        (json!({ "Tags": [{ "Value": "v" }] }), "[0].Tags"),
        (
            json!({ "Tags": [{ "Key": "k" }, { "Key": "k" }] }),
            "[0].Tags",
        ),
    ] {
        let mut world = world();
        let present = json!({ "TrafficMirrorSourceIds": ["eni-source"], "TrafficMirrorTargetId": "eni-target" });
        load(&mut world, &json!({ "sessions": [present] })).unwrap();
        let next = json!({ "TrafficMirrorSourceIds": ["eni-next-source"], "TrafficMirrorTargetId": "eni-target" });
        assert_eq!(
            load(&mut world, &json!({ "sessions": [session, next] })),
            Err(format!("regions.cn-hongkong.sessions{field}")),
            "{session}"
        );
    }
}

#[test]
fn a_rule_is_one_that_could_have_been_created() {
    for (rules, field) in [
        (json!([{ "Priority": 1 }, { "Priority": 1 }]), ""),
        (
            json!([{ "Priority": 9_007_199_254_740_992_u64 }]),
            "[0].Priority",
        ),
        (
            json!([{ "SourceCidrBlock": "10.0.0.0/33" }]),
            "[0].SourceCidrBlock",
        ),
        (
            json!([{ "DestinationCidrBlock": "everything" }]),
            "[0].DestinationCidrBlock",
        ),
        (json!([{ "SourceCidrBlock": "::/0" }]), ""),
        (
            json!([{ "IpVersion": "IPv6", "DestinationCidrBlock": "10.0.0.0/8" }]),
            "",
        ),
        (
            json!([{ "Protocol": "TCP", "SourcePortRange": "90/80" }]),
            "[0].SourcePortRange",
        ),
        (json!(vec![json!({}); 11]), ""),
    ] {
        assert_eq!(
            load(
                &mut world(),
                &json!({ "filters": [{ "EgressRules": rules }] })
            ),
            Err(format!("regions.cn-hongkong.filters[0].EgressRules{field}")),
            "{rules}"
        );
    }
}

#[test]
fn what_a_rule_leaves_out_is_as_in_a_create() {
    let mut world = world();
    let rules = json!([
        { "Protocol": "ICMP", "SourcePortRange": "80/80" },
        { "Protocol": "UDP", "IpVersion": "IPv6", "DestinationPortRange": "53/53" },
    ]);
    load(
        &mut world,
        &json!({ "filters": [{ "IngressRules": rules }] }),
    )
    .unwrap();
    let filter = objects(&mut world, "filters").remove(0);
    let [icmp, udp] = &filter["IngressRules"].as_array().unwrap()[..] else {
        panic!("two rules");
    };
    assert_eq!(icmp["SourcePortRange"], "-1/-1");
    assert_eq!(icmp["SourceCidrBlock"], "0.0.0.0/0");
    assert_eq!(udp["SourcePortRange"], "-1/-1");
    assert_eq!(udp["DestinationPortRange"], "53/53");
    assert_eq!(udp["SourceCidrBlock"], "::/0");
    assert_eq!(udp["DestinationCidrBlock"], "::/0");
    assert_eq!(udp["Priority"], 2);
}

#[test]
fn a_state_loads_whatever_a_create_took() {
    let quotas =
        json!({ "QuotaExceeded.TrafficMirrorRulesPerFilter": 1, "QuotaExceeded.TagNum": 1 });
    let mut world = world_with(json!({ "quotas": quotas }));
    let rules = [
        ("IngressRules.1.Action", "accept"),
        ("IngressRules.1.Protocol", "TCP"),
        ("IngressRules.1.Priority", "9007199254740991"),
        ("IngressRules.2.Action", "drop"),
        ("IngressRules.2.Protocol", "ALL"),
        ("IngressRules.2.Priority", "-9007199254740991"),
        ("Tag.1.Key", "a"),
        ("Tag.2.Key", "b"),
    ];
    // Neither quota is listed for this operation.
    world.ok("CreateTrafficMirrorFilter", &rules);
    for priority in ["9007199254740992", "-9007199254740992"] {
        let more = [&rules[..2], &[("IngressRules.1.Priority", priority)]].concat();
        assert_eq!(
            world.refused("CreateTrafficMirrorFilter", &more),
            "InvalidParameter"
        );
    }
    let state = world.emulator.state();
    world.emulator.reset();
    world.emulator.load(&state).unwrap();
    assert_eq!(world.emulator.state(), state);
}
