//! Requests of the whole family: every required parameter is asked for, and every shape of the table is sent flat.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use alicloud_traffic_mirror::request::{
    self, Format, Invalid, Moment, Params, Request, Signer, Style,
};
use alicloud_traffic_mirror::service::{Form, OPERATIONS, Operation, Param, Shape, VERSION};
use alicloud_traffic_mirror::signing::{Credentials, Key};

fn build(action: &str, params: &Params) -> Result<Request, Invalid> {
    let signer = Signer {
        key: Key::new(Credentials {
            access_key_id: "testid",
            access_key_secret: "testsecret",
            security_token: None,
        })
        .unwrap(),
        region_id: "cn-hongkong".into(),
        endpoint: None,
        version: VERSION.into(),
    };
    let moment = Moment {
        now: 1_767_323_045_000,
        nonce: "n",
        format: Format::Json,
    };
    request::build(&signer, action, params, Style::V1Form, moment)
}

/// The parameters that are sent besides those of the signature, decoded.
fn sent(action: &str, params: &Params) -> Vec<(String, String)> {
    let body = build(action, params).unwrap().body.unwrap();
    let decode = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'%' => {
                    let hex = [rest.next().unwrap(), rest.next().unwrap()];
                    u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap()
                }
                _ => byte,
            });
        }
        String::from_utf8(bytes).unwrap()
    };
    let of_the_signature = [
        "AccessKeyId",
        "Action",
        "Format",
        "Signature",
        "SignatureMethod",
        "SignatureNonce",
        "SignatureVersion",
        "Timestamp",
        "Version",
    ];
    body.split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .filter(|(name, _)| !of_the_signature.contains(name))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

fn issues(action: &str, params: &Params) -> Vec<(String, &'static str)> {
    match build(action, params) {
        Err(Invalid::Parameters(issues)) => issues
            .into_iter()
            .map(|issue| (issue.parameter, issue.problem))
            .collect(),
        other => panic!("{action} was not refused: {other:?}"),
    }
}

fn expect(action: &str, params: &Params, expected: &[(&str, &str)]) {
    let sent = sent(action, params);
    let sent: Vec<_> = sent
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(sent, expected, "{action}");
}

/// Adds a value that fits the parameter, with everything below it.
fn with(params: Params, param: &Param) -> Params {
    let name = param.name;
    match &param.shape {
        Shape::Text(text) => params.text(name, &sample(text.form, text.one_of)),
        Shape::Integer { min, default, .. } => params.integer(name, default.unwrap_or(*min).max(1)),
        Shape::Boolean { .. } => params.boolean(name, true),
        Shape::List {
            item: Shape::Text(text),
            ..
        } => params.texts(name, [sample(text.form, text.one_of).as_str()]),
        Shape::List {
            item: Shape::Object { fields, .. },
            ..
        } => params.objects(name, [fields.iter().fold(Params::new(), with)]),
        shape => panic!("{name}: {shape:?}"),
    }
}

fn sample(form: Form, one_of: &[&str]) -> String {
    match (form, one_of) {
        (_, [first, ..]) => (*first).into(),
        (Form::Id(prefix), _) => format!("{prefix}1"),
        (Form::Cidr, _) => "10.0.0.0/24".into(),
        (Form::PortRange, _) => "1/65535".into(),
        (Form::Any | Form::Token, _) => "x".into(),
    }
}

/// Every parameter of the operation for which the condition holds.
fn all(row: &Operation, holds: impl Fn(&Param) -> bool) -> Params {
    row.params
        .iter()
        .filter(|param| holds(param))
        .fold(Params::new(), with)
}

#[test]
fn every_operation_can_be_called_with_all_of_its_parameters_and_with_the_required_ones_alone() {
    for row in OPERATIONS {
        let names = sent(row.name, &all(row, |_| true));
        for param in row.params {
            let found = names
                .iter()
                .any(|(name, _)| name.split('.').next() == Some(param.name));
            assert!(found, "{}.{}", row.name, param.name);
        }
        assert!(
            build(row.name, &all(row, |param| param.required)).is_ok(),
            "{}",
            row.name
        );
    }
}

#[test]
fn every_required_parameter_that_is_left_out_is_named() {
    let mut count = 0;
    for row in OPERATIONS {
        for missing in row.params.iter().filter(|param| param.required) {
            let params = all(row, |param| param.name != missing.name);
            if missing.name == "RegionId" {
                // Filled in by the client.
                assert!(
                    sent(row.name, &params).contains(&("RegionId".into(), "cn-hongkong".into()))
                );
                continue;
            }
            assert_eq!(
                issues(row.name, &params),
                [(missing.name.into(), "is missing")],
                "{}",
                row.name
            );
            count += 1;
        }
    }
    assert!(count >= 25, "only {count}");
}

#[test]
fn a_required_field_of_a_list_item_that_is_left_out_is_named_with_its_place() {
    for row in OPERATIONS {
        for list in row.params {
            let Shape::List {
                item: Shape::Object { fields, .. },
                ..
            } = &list.shape
            else {
                continue;
            };
            for missing in fields.iter().filter(|field| field.required) {
                let item = |skip: bool| {
                    fields
                        .iter()
                        .filter(|field| !skip || field.name != missing.name)
                        .fold(Params::new(), with)
                };
                let params = all(row, |param| param.name != list.name)
                    .objects(list.name, [item(false), item(true)]);
                let place = format!("{}.2.{}", list.name, missing.name);
                assert_eq!(
                    issues(row.name, &params),
                    [(place, "is missing")],
                    "{}",
                    row.name
                );
            }
        }
    }
}

#[test]
fn empty_required_parameters_are_refused() {
    for row in OPERATIONS {
        for empty in row.params.iter().filter(|param| param.required) {
            let others = all(row, |param| param.name != empty.name);
            let params = match &empty.shape {
                Shape::Text(_) => others.text(empty.name, ""),
                Shape::List { .. } => others.texts(empty.name, []),
                _ => continue,
            };
            assert_eq!(
                issues(row.name, &params),
                [(empty.name.into(), "is empty")],
                "{}",
                row.name
            );
        }
    }
}

#[test]
fn rules_are_sent_flat_for_each_direction() {
    let rule = |action: &str| Params::new().text("Action", action).text("Protocol", "TCP");
    let params = Params::new()
        .text("TrafficMirrorFilterId", "tmf-1")
        .objects(
            "IngressRules",
            [
                rule("accept")
                    .integer("Priority", 1)
                    .text("SourceCidrBlock", "10.0.0.0/24"),
                rule("drop"),
            ],
        )
        .objects(
            "EgressRules",
            [rule("drop").text("DestinationPortRange", "80/90")],
        );
    expect(
        "CreateTrafficMirrorFilterRules",
        &params,
        &[
            ("EgressRules.1.Action", "drop"),
            ("EgressRules.1.DestinationPortRange", "80/90"),
            ("EgressRules.1.Protocol", "TCP"),
            ("IngressRules.1.Action", "accept"),
            ("IngressRules.1.Priority", "1"),
            ("IngressRules.1.Protocol", "TCP"),
            ("IngressRules.1.SourceCidrBlock", "10.0.0.0/24"),
            ("IngressRules.2.Action", "drop"),
            ("IngressRules.2.Protocol", "TCP"),
            ("RegionId", "cn-hongkong"),
            ("TrafficMirrorFilterId", "tmf-1"),
        ],
    );
}

#[test]
fn a_changed_rule_gets_its_action_under_another_name_since_action_is_the_operation() {
    let rule = Params::new().text("TrafficMirrorFilterRuleId", "tmr-1");
    expect(
        "UpdateTrafficMirrorFilterRuleAttribute",
        &rule.clone().text("RuleAction", "drop"),
        &[
            ("RegionId", "cn-hongkong"),
            ("RuleAction", "drop"),
            ("TrafficMirrorFilterRuleId", "tmr-1"),
        ],
    );
    assert_eq!(
        issues(
            "UpdateTrafficMirrorFilterRuleAttribute",
            &rule.text("Action", "drop")
        ),
        [("Action".into(), "is set by the signer")]
    );
}

#[test]
fn tag_keys_are_a_list_and_tags_are_pairs_whose_value_may_be_empty() {
    let of = Params::new()
        .text("ResourceType", "TrafficMirrorSession")
        .texts("ResourceId", ["tms-1", "tms-2"]);
    expect(
        "UnTagResources",
        &of.clone()
            .texts("TagKey", ["env", "team"])
            .boolean("All", false),
        &[
            ("All", "false"),
            ("RegionId", "cn-hongkong"),
            ("ResourceId.1", "tms-1"),
            ("ResourceId.2", "tms-2"),
            ("ResourceType", "TrafficMirrorSession"),
            ("TagKey.1", "env"),
            ("TagKey.2", "team"),
        ],
    );
    expect(
        "TagResources",
        &of.clone()
            .objects("Tag", [Params::new().text("Key", "env").text("Value", "")]),
        &[
            ("RegionId", "cn-hongkong"),
            ("ResourceId.1", "tms-1"),
            ("ResourceId.2", "tms-2"),
            ("ResourceType", "TrafficMirrorSession"),
            ("Tag.1.Key", "env"),
            ("Tag.1.Value", ""),
        ],
    );
    assert_eq!(
        issues("UnTagResources", &of.text("TagKey", "env")),
        [("TagKey".into(), "must be a list")]
    );
}

#[test]
fn what_is_moved_is_one_object_and_no_list() {
    let params = Params::new()
        .text("ResourceType", "TRAFFICMIRRORFILTER")
        .text("NewResourceGroupId", "rg-1");
    expect(
        "MoveResourceGroup",
        &params.clone().text("ResourceId", "tmf-1"),
        &[
            ("NewResourceGroupId", "rg-1"),
            ("RegionId", "cn-hongkong"),
            ("ResourceId", "tmf-1"),
            ("ResourceType", "TRAFFICMIRRORFILTER"),
        ],
    );
    assert_eq!(
        issues("MoveResourceGroup", &params.texts("ResourceId", ["tmf-1"])),
        [("ResourceId".into(), "must be a string")]
    );
}

#[test]
fn sources_are_a_list_that_names_at_least_one() {
    for action in [
        "AddSourcesToTrafficMirrorSession",
        "RemoveSourcesFromTrafficMirrorSession",
    ] {
        let session = Params::new().text("TrafficMirrorSessionId", "tms-1");
        expect(
            action,
            &session
                .clone()
                .texts("TrafficMirrorSourceIds", ["eni-1", "eni-2"]),
            &[
                ("RegionId", "cn-hongkong"),
                ("TrafficMirrorSessionId", "tms-1"),
                ("TrafficMirrorSourceIds.1", "eni-1"),
                ("TrafficMirrorSourceIds.2", "eni-2"),
            ],
        );
        assert_eq!(
            issues(action, &session.texts("TrafficMirrorSourceIds", [])),
            [("TrafficMirrorSourceIds".into(), "is empty")]
        );
    }
}

#[test]
fn a_required_list_may_be_given_in_the_flat_form_that_other_clients_use() {
    let params = Params::new()
        .text("TrafficMirrorSessionId", "tms-1")
        .text("TrafficMirrorSourceIds.1", "eni-1");
    let action = "AddSourcesToTrafficMirrorSession";
    assert!(build(action, &params).is_ok());
    // What is no list is not there because something below it is.
    let params = Params::new()
        .text("ResourceType", "TrafficMirrorFilter")
        .text("NewResourceGroupId", "rg-1")
        .text("ResourceId.1", "tmf-1");
    assert_eq!(
        issues("MoveResourceGroup", &params),
        [("ResourceId".into(), "is missing")]
    );
}

#[test]
fn the_service_itself_is_asked_for_with_nothing_but_the_region() {
    for action in ["OpenTrafficMirrorService", "GetTrafficMirrorServiceStatus"] {
        expect(action, &Params::new(), &[("RegionId", "cn-hongkong")]);
    }
}
