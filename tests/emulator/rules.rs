//! The life of a rule, and what it has to do with its filter and the filter's sessions.

use serde_json::{Value, json};

use crate::support::{World, text, world, world_with};

const CREATE: &str = "CreateTrafficMirrorFilterRules";
const UPDATE: &str = "UpdateTrafficMirrorFilterRuleAttribute";
const DELETE: &str = "DeleteTrafficMirrorFilterRules";

fn listed(world: &mut World, filter: &str) -> Value {
    let ids = [("TrafficMirrorFilterIds.1", filter)];
    world.ok("ListTrafficMirrorFilters", &ids)["TrafficMirrorFilters"][0].clone()
}

/// The states of filter and inbound rules.
fn states(world: &mut World, filter: &str) -> Vec<String> {
    let listed = listed(world, filter);
    let rules = listed["IngressRules"].as_array().unwrap().iter();
    let rules = rules.map(|rule| text(rule, "TrafficMirrorFilterRuleStatus"));
    [text(&listed, "TrafficMirrorFilterStatus")]
        .into_iter()
        .chain(rules)
        .collect()
}

fn inbound<'a>(filter: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let rule = [
        ("TrafficMirrorFilterId", filter),
        ("IngressRules.1.Action", "accept"),
        ("IngressRules.1.Protocol", "TCP"),
    ];
    [&rule[..], more].concat()
}

/// A rule that is there already.
fn rule(world: &mut World, filter: &str, more: &[(&str, &str)]) -> String {
    let created = world.ok(CREATE, &inbound(filter, more));
    world.advance(2_000);
    text(&created["IngressRules"][0], "InstanceId")
}

#[test]
fn rules_are_creating_then_created_then_modifying_then_deleting_then_absent() {
    let mut world = world();
    let filter = world.filter();
    let outbound = [
        ("EgressRules.1.Action", "drop"),
        ("EgressRules.1.Protocol", "ICMP"),
    ];
    let created = world.ok(CREATE, &inbound(&filter, &outbound));
    let id = text(&created["IngressRules"][0], "InstanceId");
    assert!(id.starts_with("tmr-"), "{id}");
    assert!(text(&created["EgressRules"][0], "InstanceId").starts_with("tmr-"));
    assert_eq!(states(&mut world, &filter), ["Modifying", "Creating"]);
    world.advance(2_000);
    assert_eq!(states(&mut world, &filter), ["Created", "Created"]);
    let change = [
        ("TrafficMirrorFilterRuleId", id.as_str()),
        ("RuleAction", "drop"),
    ];
    world.ok(UPDATE, &change);
    assert_eq!(states(&mut world, &filter), ["Created", "Modifying"]);
    world.advance(2_000);
    assert_eq!(states(&mut world, &filter), ["Created", "Created"]);
    assert_eq!(
        listed(&mut world, &filter)["IngressRules"][0]["Action"],
        "drop"
    );
    let delete = [
        ("TrafficMirrorFilterId", filter.as_str()),
        ("TrafficMirrorFilterRuleIds.1", &id),
    ];
    world.ok(DELETE, &delete);
    assert_eq!(states(&mut world, &filter), ["Modifying", "Deleting"]);
    world.advance(3_000);
    assert_eq!(states(&mut world, &filter), ["Created"]);
    assert_eq!(
        world.refused(DELETE, &delete),
        "ResourceNotFound.TrafficMirrorRule"
    );
    assert_eq!(
        world.refused(UPDATE, &change),
        "ResourceNotFound.TrafficMirrorRule"
    );
    let others = listed(&mut world, &filter);
    assert_eq!(others["EgressRules"].as_array().unwrap().len(), 1);
}

#[test]
fn a_busy_rule_takes_no_change_and_no_delete() {
    let mut world = world();
    let filter = world.filter();
    let id = rule(&mut world, &filter, &[]);
    let named = [("TrafficMirrorFilterRuleId", id.as_str())];
    world.ok(UPDATE, &named);
    assert_eq!(
        world.refused(UPDATE, &named),
        "IncorrectStatus.TrafficMirrorRule"
    );
    let delete = [
        ("TrafficMirrorFilterId", filter.as_str()),
        ("TrafficMirrorFilterRuleIds.1", &id),
    ];
    assert_eq!(
        world.refused(DELETE, &delete),
        "IncorrectStatus.TrafficMirrorRule"
    );
    assert_eq!(
        world.refused(
            "DeleteTrafficMirrorFilter",
            &[("TrafficMirrorFilterId", &filter)]
        ),
        "IncorrectStatus.TrafficMirrorRule"
    );
    world.advance(2_000);
    world.ok(DELETE, &delete);
    assert_eq!(
        world.refused(DELETE, &delete),
        "IncorrectStatus.TrafficMirrorRule"
    );
}

#[test]
fn a_filter_whose_rules_come_or_go_is_busy_for_everyone_who_needs_it() {
    let mut world = world();
    let filter = world.filter();
    let id = rule(&mut world, &filter, &[]);
    let session = world.session(&filter, 1);
    world.ok(CREATE, &inbound(&filter, &[]));
    let on_filter = [("TrafficMirrorFilterId", filter.as_str())];
    let other = [on_filter[0], ("TrafficMirrorFilterRuleIds.1", &id)];
    let busy = "IncorrectStatus.TrafficMirrorFilter";
    assert_eq!(world.refused(CREATE, &inbound(&filter, &[])), busy);
    assert_eq!(world.refused(DELETE, &other), busy);
    assert_eq!(
        world.refused("UpdateTrafficMirrorFilterAttribute", &on_filter),
        busy
    );
    assert_eq!(world.create_session(&filter, 2, &[]).code(), busy);
    let session = [("TrafficMirrorSessionId", session.as_str())];
    assert_eq!(world.refused("DeleteTrafficMirrorSession", &session), busy);
    assert_eq!(
        world.refused("DeleteTrafficMirrorFilter", &on_filter),
        "IncorrectStatus.TrafficMirrorRule"
    );
    world.advance(2_000);
    world.ok("DeleteTrafficMirrorSession", &session);
}

#[test]
fn rules_are_not_created_while_a_session_of_the_filter_is_busy() {
    let mut world = world();
    let filter = world.filter();
    world.create_session(&filter, 1, &[]).expect_ok();
    assert_eq!(
        world.refused(CREATE, &inbound(&filter, &[])),
        "IncorrectStatus.TrafficMirrorSession"
    );
    world.advance(2_000);
    world.ok(CREATE, &inbound(&filter, &[]));
}

#[test]
fn a_priority_is_one_rules_in_its_filter_and_direction() {
    let mut world = world();
    let filter = world.filter();
    let first = rule(&mut world, &filter, &[("IngressRules.1.Priority", "1")]);
    let clash = inbound(&filter, &[("IngressRules.1.Priority", "1")]);
    assert_eq!(world.refused(CREATE, &clash), "DuplicatedParam.Priority");
    let second = rule(&mut world, &filter, &[]);
    let outbound = [
        ("TrafficMirrorFilterId", filter.as_str()),
        ("EgressRules.1.Action", "drop"),
        ("EgressRules.1.Protocol", "ALL"),
        ("EgressRules.1.Priority", "1"),
    ];
    world.ok(CREATE, &outbound);
    world.advance(2_000);
    let second = [
        ("TrafficMirrorFilterRuleId", second.as_str()),
        ("Priority", "1"),
    ];
    assert_eq!(world.refused(UPDATE, &second), "DuplicatedParam.Priority");
    world.ok(
        UPDATE,
        &[
            ("TrafficMirrorFilterRuleId", first.as_str()),
            ("Priority", "1"),
        ],
    );
    world.advance(2_000);
    let priorities = listed(&mut world, &filter)["IngressRules"].clone();
    assert_eq!(
        (&priorities[0]["Priority"], &priorities[1]["Priority"]),
        (&json!(1), &json!(2))
    );
    world.ok(UPDATE, &[second[0], ("Priority", "9")]);
}

#[test]
fn a_change_leaves_what_it_does_not_name() {
    let mut world = world();
    let filter = world.filter();
    let more = [
        ("IngressRules.1.SourceCidrBlock", "10.0.0.0/8"),
        ("IngressRules.1.DestinationPortRange", "80/80"),
    ];
    let id = rule(&mut world, &filter, &more);
    let before = listed(&mut world, &filter)["IngressRules"][0].clone();
    world.ok(UPDATE, &[("TrafficMirrorFilterRuleId", &id)]);
    world.advance(2_000);
    assert_eq!(listed(&mut world, &filter)["IngressRules"][0], before);
    // ICMP has no ports, and gets none by being given some.
    let icmp = [
        ("TrafficMirrorFilterRuleId", id.as_str()),
        ("Protocol", "ICMP"),
        ("SourcePortRange", "1/2"),
    ];
    world.ok(UPDATE, &icmp);
    world.advance(2_000);
    let rule = listed(&mut world, &filter)["IngressRules"][0].clone();
    assert_eq!(
        (&rule["SourcePortRange"], &rule["DestinationPortRange"]),
        (&json!("-1/-1"), &json!("-1/-1"))
    );
    assert_eq!(rule["SourceCidrBlock"], "10.0.0.0/8");
    let no_ports = [
        icmp[0],
        ("Protocol", "UDP"),
        ("DestinationPortRange", "-1/-1"),
    ];
    assert_eq!(world.refused(UPDATE, &no_ports), "InvalidParameter");
}

#[test]
fn rules_have_a_documented_number_in_each_direction_that_a_quota_can_replace() {
    let ten = |world: &mut World, filter: &str| {
        for _ in 0..10 {
            rule(world, filter, &[]);
        }
    };
    let code = "QuotaExceeded.TrafficMirrorRulesPerFilter";
    let mut usual = world();
    let filter = usual.filter();
    ten(&mut usual, &filter);
    assert_eq!(usual.refused(CREATE, &inbound(&filter, &[])), code);
    let outbound = [
        ("TrafficMirrorFilterId", filter.as_str()),
        ("EgressRules.1.Action", "drop"),
        ("EgressRules.1.Protocol", "ALL"),
    ];
    usual.ok(CREATE, &outbound);
    let mut raised = world_with(json!({ "quotas": { code: 11 } }));
    let filter = raised.filter();
    ten(&mut raised, &filter);
    rule(&mut raised, &filter, &[]);
    assert_eq!(raised.refused(CREATE, &inbound(&filter, &[])), code);
}

#[test]
fn what_is_wrong_with_rules_is_told_by_the_codes_of_each_operation() {
    let mut world = world();
    let filter = world.filter();
    let id = rule(&mut world, &filter, &[]);
    let cidr = ("IngressRules.1.SourceCidrBlock", "10.0.0.0/33");
    assert_eq!(
        world.refused(CREATE, &inbound(&filter, &[cidr])),
        "IllegalParam.CidrBlock"
    );
    let versions = [
        ("IngressRules.1.IpVersion", "IPv6"),
        ("IngressRules.1.DestinationCidrBlock", "10.0.0.0/8"),
    ];
    assert_eq!(
        world.refused(CREATE, &inbound(&filter, &versions)),
        "IllegalParam.CidrBlock"
    );
    let other_version = [
        ("TrafficMirrorFilterRuleId", id.as_str()),
        ("SourceCidrBlock", "::/0"),
    ];
    assert_eq!(world.refused(UPDATE, &other_version), "InvalidParameter");
    assert_eq!(
        world.refused(CREATE, &inbound("tmf-none", &[])),
        "ResourceNotFound.TrafficMirrorFilter"
    );
    let nothing = [("TrafficMirrorFilterId", filter.as_str())];
    assert_eq!(world.refused(CREATE, &nothing), "MissingParameter");
    assert_eq!(
        world.refused(DELETE, &nothing),
        "MissingTrafficMirrorFilterRuleIds"
    );
    let elsewhere = world.filter();
    let foreign = [
        ("TrafficMirrorFilterId", elsewhere.as_str()),
        ("TrafficMirrorFilterRuleIds.1", &id),
    ];
    assert_eq!(
        world.refused(DELETE, &foreign),
        "ResourceNotFound.TrafficMirrorRule"
    );
    let no_filter = [("TrafficMirrorFilterId", "tmf-none"), foreign[1]];
    assert_eq!(
        world.refused(DELETE, &no_filter),
        "ResourceNotFound.TrafficMirrorFilter"
    );
    world.region = "cn-nanjing".to_owned();
    assert_eq!(
        world.refused(CREATE, &inbound(&filter, &[])),
        "UnsupportedRegion"
    );
}

#[test]
fn a_filter_is_renamed_at_once() {
    let mut world = world();
    let filter = world.filter();
    let rename = [
        ("TrafficMirrorFilterId", filter.as_str()),
        ("TrafficMirrorFilterName", "new"),
        ("TrafficMirrorFilterDescription", "what for"),
    ];
    world.ok("UpdateTrafficMirrorFilterAttribute", &rename);
    let shown = listed(&mut world, &filter);
    assert_eq!(
        (
            &shown["TrafficMirrorFilterName"],
            &shown["TrafficMirrorFilterDescription"],
            &shown["TrafficMirrorFilterStatus"]
        ),
        (&json!("new"), &json!("what for"), &json!("Created"))
    );
    world.ok("UpdateTrafficMirrorFilterAttribute", &rename[..1]);
    assert_eq!(listed(&mut world, &filter), shown);
    let none = [("TrafficMirrorFilterId", "tmf-none")];
    assert_eq!(
        world.refused("UpdateTrafficMirrorFilterAttribute", &none),
        "ResourceNotFound.TrafficMirrorFilter"
    );
}

#[test]
fn rules_come_with_a_fixture_and_none_of_them_twice() {
    let mut world = world();
    let rule = json!({ "TrafficMirrorFilterRuleId": "tmr-1" });
    let filter = |id: &str| json!({ "TrafficMirrorFilterId": id, "IngressRules": [rule] });
    let mut load = |filters: &[Value]| {
        let fixture = json!({ "regions": { "cn-hongkong": { "filters": filters } } });
        world.emulator.load(&fixture).map_err(|error| error.field)
    };
    let second = Err("regions.cn-hongkong.filters[1]".to_owned());
    assert_eq!(load(&[filter("tmf-1"), filter("tmf-2")]), second);
    assert_eq!(load(&[filter("tmf-1")]), Ok(()));
    let first = Err("regions.cn-hongkong.filters[0]".to_owned());
    assert_eq!(load(&[filter("tmf-2")]), first);
    world.ok(UPDATE, &[("TrafficMirrorFilterRuleId", "tmr-1")]);
    let on_filter = [("TrafficMirrorFilterId", "tmf-1")];
    world.advance(2_000);
    world.ok("DeleteTrafficMirrorFilter", &on_filter);
    world.advance(3_000);
    assert_eq!(
        world.refused(UPDATE, &[("TrafficMirrorFilterRuleId", "tmr-1")]),
        "ResourceNotFound.TrafficMirrorRule"
    );
}
