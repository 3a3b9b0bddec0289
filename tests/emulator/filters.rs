//! The life of a filter, and its rules.

use serde_json::{Value, json};

use crate::support::{World, text, world};

fn status(world: &mut World, filter: &str) -> Option<String> {
    let listed = world.ok(
        "ListTrafficMirrorFilters",
        &[("TrafficMirrorFilterIds.1", filter)],
    );
    listed["TrafficMirrorFilters"][0]["TrafficMirrorFilterStatus"]
        .as_str()
        .map(str::to_owned)
}

fn listed(world: &mut World) -> Value {
    world.ok("ListTrafficMirrorFilters", &[])["TrafficMirrorFilters"][0].clone()
}

#[test]
fn a_filter_is_creating_then_created_then_deleting_then_absent() {
    let mut world = world();
    let filter = text(
        &world.ok("CreateTrafficMirrorFilter", &[]),
        "TrafficMirrorFilterId",
    );
    let delete = [("TrafficMirrorFilterId", filter.as_str())];
    assert_eq!(status(&mut world, &filter).as_deref(), Some("Creating"));
    assert_eq!(
        world.refused("DeleteTrafficMirrorFilter", &delete),
        "IncorrectStatus.TrafficMirrorFilter"
    );
    world.advance(2_000);
    assert_eq!(status(&mut world, &filter).as_deref(), Some("Created"));
    world.ok("DeleteTrafficMirrorFilter", &delete);
    assert_eq!(status(&mut world, &filter).as_deref(), Some("Deleting"));
    assert_eq!(
        world.refused("DeleteTrafficMirrorFilter", &delete),
        "IncorrectStatus.TrafficMirrorFilter"
    );
    world.advance(3_000);
    assert_eq!(status(&mut world, &filter), None);
    assert_eq!(
        world.refused("DeleteTrafficMirrorFilter", &delete),
        "ResourceNotFound.TrafficMirrorFilter"
    );
}

#[test]
fn a_filter_that_a_session_uses_stays_until_the_session_is_gone() {
    let mut world = world();
    let filter = world.filter();
    let session = world.session(&filter, 1);
    let delete = [("TrafficMirrorFilterId", filter.as_str())];
    assert_eq!(
        world.refused("DeleteTrafficMirrorFilter", &delete),
        "DependencyViolation.TrafficMirrorSession"
    );
    world.ok(
        "DeleteTrafficMirrorSession",
        &[("TrafficMirrorSessionId", &session)],
    );
    assert_eq!(
        world.refused("DeleteTrafficMirrorFilter", &delete),
        "DependencyViolation.TrafficMirrorSession"
    );
    world.advance(3_000);
    world.ok("DeleteTrafficMirrorFilter", &delete);
}

#[test]
fn a_filter_whose_rule_is_busy_is_not_deleted() {
    let mut world = world();
    let rule = json!({ "TrafficMirrorFilterRuleStatus": "Modifying", "settlesAt": world.emulator.now() + 100 });
    let filter = json!({ "TrafficMirrorFilterId": "tmf-1", "EgressRules": [rule] });
    world
        .emulator
        .load(&json!({ "regions": { "cn-hongkong": { "filters": [filter] } } }))
        .unwrap();
    let delete = [("TrafficMirrorFilterId", "tmf-1")];
    assert_eq!(
        world.refused("DeleteTrafficMirrorFilter", &delete),
        "IncorrectStatus.TrafficMirrorRule"
    );
    world.advance(100);
    world.ok("DeleteTrafficMirrorFilter", &delete);
}

#[test]
fn rules_given_with_a_filter_are_created_with_it() {
    let mut world = world();
    let created = world.ok(
        "CreateTrafficMirrorFilter",
        &[
            ("TrafficMirrorFilterName", "name"),
            ("IngressRules.1.Action", "accept"),
            ("IngressRules.1.Protocol", "TCP"),
            ("IngressRules.1.Priority", "3"),
            ("IngressRules.1.SourceCidrBlock", "10.0.0.0/24"),
            ("IngressRules.1.DestinationPortRange", "80/443"),
            ("EgressRules.1.Action", "drop"),
            ("EgressRules.1.Protocol", "ICMP"),
            ("EgressRules.1.SourcePortRange", "1/2"),
        ],
    );
    let filter = listed(&mut world);
    let rule = &filter["IngressRules"][0];
    assert!(text(rule, "TrafficMirrorFilterRuleId").starts_with("tmr-j6c"));
    assert_eq!(
        rule["TrafficMirrorFilterId"],
        created["TrafficMirrorFilterId"]
    );
    assert_eq!(
        (
            &rule["TrafficMirrorFilterRuleStatus"],
            &rule["TrafficDirection"],
            &rule["Priority"]
        ),
        (&json!("Creating"), &json!("ingress"), &json!(3))
    );
    assert_eq!(
        (
            &rule["SourceCidrBlock"],
            &rule["DestinationCidrBlock"],
            &rule["IpVersion"]
        ),
        (&json!("10.0.0.0/24"), &json!("0.0.0.0/0"), &json!("IPv4"))
    );
    assert_eq!(
        (&rule["SourcePortRange"], &rule["DestinationPortRange"]),
        (&json!("-1/-1"), &json!("80/443"))
    );
    let icmp = &filter["EgressRules"][0];
    assert_eq!(
        (&icmp["SourcePortRange"], &icmp["TrafficDirection"]),
        (&json!("-1/-1"), &json!("egress"))
    );
    world.advance(2_000);
    assert_eq!(
        listed(&mut world)["EgressRules"][0]["TrafficMirrorFilterRuleStatus"],
        "Created"
    );
}

#[test]
fn a_rule_that_is_not_right_is_refused_with_the_code_the_reference_has_for_it() {
    let mut world = world();
    let rule = [
        ("IngressRules.1.Action", "accept"),
        ("IngressRules.1.Protocol", "UDP"),
    ];
    for (name, value, code) in [
        ("IngressRules.1.Action", "-", "MissingParameter"),
        ("IngressRules.1.Action", "Accept", "InvalidParameter"),
        ("IngressRules.1.Protocol", "GRE", "InvalidParameter"),
        (
            "IngressRules.1.IpVersion",
            "IPv5",
            "UnsupportedFeature.IpVersion",
        ),
        (
            "IngressRules.1.SourceCidrBlock",
            "10.0.0.0",
            "IllegalParamFormat.SrcCidrBlock",
        ),
        (
            "IngressRules.1.SourceCidrBlock",
            "10.0.0.0/33",
            "IllegalParamFormat.SrcCidrBlock",
        ),
        (
            "IngressRules.1.DestinationCidrBlock",
            "::/129",
            "IllegalParamFormat.DstCidrBlock",
        ),
        ("IngressRules.1.SourcePortRange", "0/80", "InvalidParameter"),
        (
            "IngressRules.1.SourcePortRange",
            "443/80",
            "InvalidParameter",
        ),
        (
            "IngressRules.1.SourcePortRange",
            "-1/-1",
            "InvalidParameter",
        ),
        ("IngressRules.1.Priority", "high", "InvalidParameter"),
        ("IngressRules.3.Action", "accept", "InvalidParameter"),
        ("IngressRules.0.Action", "accept", "InvalidParameter"),
        ("IngressRules.01.Action", "accept", "InvalidParameter"),
        ("IngressRules.x", "accept", "InvalidParameter"),
        ("TrafficMirrorFilterName", "", "InvalidParameter"),
        (
            "TrafficMirrorFilterName",
            "https://example",
            "InvalidParameter",
        ),
        ("Tag.1.Key", "aliyun-mine", "InvalidParameter"),
        ("Tag.1.Value", "value without key", "MissingParameter"),
        ("DryRun", "yes", "InvalidParameter"),
        ("ClientToken", "tökén", "InvalidParameter"),
    ] {
        let params = [&rule[..], &[(name, value)]].concat();
        assert_eq!(
            world.refused("CreateTrafficMirrorFilter", &params),
            code,
            "{name}={value}"
        );
    }
    let second = [
        ("IngressRules.2.Action", "drop"),
        ("IngressRules.2.Protocol", "ALL"),
    ];
    let priorities = [
        ("IngressRules.1.Priority", "1"),
        ("IngressRules.2.Priority", "1"),
    ];
    let twice = [&rule[..], &second, &priorities].concat();
    assert_eq!(
        world.refused("CreateTrafficMirrorFilter", &twice),
        "DuplicatedParam.Priority"
    );
    let eleven: Vec<_> = (1..=11)
        .flat_map(|at| {
            [
                (format!("EgressRules.{at}.Action"), "drop"),
                (format!("EgressRules.{at}.Protocol"), "ALL"),
            ]
        })
        .collect();
    let eleven: Vec<_> = eleven
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    assert_eq!(
        world.refused("CreateTrafficMirrorFilter", &eleven),
        "InvalidParameter"
    );
    assert_eq!(world.ok("ListTrafficMirrorFilters", &[])["TotalCount"], "0");
}

#[test]
fn blocks_are_of_the_ip_version_and_numbers_have_no_sign_and_no_zero_before_them() {
    let mut world = world();
    for (name, value, code) in [
        (
            "SourceCidrBlock",
            "10.0.0.1/-0",
            "IllegalParamFormat.SrcCidrBlock",
        ),
        (
            "SourceCidrBlock",
            "2001:db8::/32",
            "IllegalParamFormat.SrcCidrBlock",
        ),
        (
            "DestinationCidrBlock",
            "::/0",
            "IllegalParamFormat.DstCidrBlock",
        ),
        ("SourcePortRange", "080/0090", "InvalidParameter"),
    ] {
        let name = format!("IngressRules.1.{name}");
        let rule = [
            ("IngressRules.1.Action", "accept"),
            ("IngressRules.1.Protocol", "UDP"),
            (&name, value),
        ];
        assert_eq!(
            world.refused("CreateTrafficMirrorFilter", &rule),
            code,
            "{name}={value}"
        );
    }
}

#[test]
fn lengths_are_counted_in_characters() {
    let mut world = world();
    let (fits, too_long) = ("镜".repeat(128), "镜".repeat(129));
    world.ok(
        "CreateTrafficMirrorFilter",
        &[("TrafficMirrorFilterName", &fits)],
    );
    let code = world.refused(
        "CreateTrafficMirrorFilter",
        &[("TrafficMirrorFilterName", &too_long)],
    );
    assert_eq!(code, "InvalidParameter");
}
