//! The emulator against the operation table: no row without a player, no answer without its row.

use std::collections::BTreeSet;

use alicloud_traffic_mirror::emulator::plays;
use alicloud_traffic_mirror::service::{Access, CATALOGUE, FieldShape, OPERATIONS, Operation};
use serde_json::{Value, json};

use crate::support::{World, text, world};

#[test]
fn every_row_of_the_table_is_played() {
    let missing: Vec<_> = OPERATIONS
        .iter()
        .map(|row| row.name)
        .filter(|name| !plays(name))
        .collect();
    assert!(missing.is_empty(), "not played: {missing:?}");
    assert!(!plays("DescribeRegions"));
}

/// A call of every operation that succeeds, and its answer.
fn answer_of(world: &mut World, operation: &Operation) -> Value {
    let rules = ["IngressRules", "EgressRules"].map(|name| {
        [("Action", "accept"), ("Protocol", "TCP")]
            .map(|(field, value)| (format!("{name}.1.{field}"), value))
    });
    let rules = rules.as_flattened().iter();
    let rules: Vec<_> = rules.map(|(name, value)| (name.as_str(), *value)).collect();
    let made = |answer: &Value| text(&answer["IngressRules"][0], "InstanceId");
    let tag = [("Tag.1.Key", "k"), ("Tag.1.Value", "v")];
    match operation.name {
        "CreateTrafficMirrorFilter" => world.ok(operation.name, &[&rules[..], &tag].concat()),
        "CreateTrafficMirrorSession" => {
            let filter = world.filter();
            let priority = 200;
            world.create_session(&filter, priority, &tag).expect_ok()
        }
        "OpenTrafficMirrorService" => {
            let region = world.region.clone();
            let closed = json!({ "regions": { &region: { "serviceOpened": false } } });
            world.emulator.load(&closed).unwrap();
            world.ok(operation.name, &[])
        }
        name if name.contains("MirrorFilterRule") => {
            let filter = world.filter();
            let on_filter = [("TrafficMirrorFilterId", filter.as_str())];
            let create = [&on_filter[..], &rules].concat();
            let created = world.ok("CreateTrafficMirrorFilterRules", &create);
            world.advance(2_000);
            let rule = made(&created);
            match name {
                "CreateTrafficMirrorFilterRules" => created,
                "DeleteTrafficMirrorFilterRules" => {
                    let rules = [on_filter[0], ("TrafficMirrorFilterRuleIds.1", &rule)];
                    world.ok(name, &rules)
                }
                _ => world.ok(name, &[("TrafficMirrorFilterRuleId", &rule)]),
            }
        }
        name if name.ends_with("Filter") || name.contains("MirrorFilterAttribute") => {
            let filter = world.filter();
            world.ok(name, &[("TrafficMirrorFilterId", &filter)])
        }
        name if name.contains("TrafficMirrorSession") && operation.kind == Access::Write => {
            let filter = world.filter();
            let session = world.session(&filter, 100);
            let source = if name.starts_with("Add") {
                "eni-new"
            } else {
                "eni-source100"
            };
            let sources = [("TrafficMirrorSourceIds.1", source)];
            let more = if name.contains("Sources") {
                &sources[..]
            } else {
                &[]
            };
            let session = [("TrafficMirrorSessionId", session.as_str())];
            let answer = world.ok(name, &[&session[..], more].concat());
            // Out of the way of the next one.
            world.advance(3_000);
            if name != "DeleteTrafficMirrorSession" {
                world.ok("DeleteTrafficMirrorSession", &session);
                world.advance(3_000);
            }
            answer
        }
        "TagResources" | "UnTagResources" | "ListTagResources" | "MoveResourceGroup" => {
            let filter = world.filter();
            let kind = ("ResourceType", "TrafficMirrorFilter");
            if operation.name == "MoveResourceGroup" {
                let group = ("NewResourceGroupId", "rg-new");
                return world.ok(operation.name, &[kind, ("ResourceId", &filter), group]);
            }
            let named = [kind, ("ResourceId.1", filter.as_str())];
            let tagged = world.ok("TagResources", &[&named[..], &tag].concat());
            match operation.name {
                "TagResources" => tagged,
                "UnTagResources" => {
                    world.ok(operation.name, &[&named[..], &[("All", "true")]].concat())
                }
                name => world.ok(name, &named),
            }
        }
        name => world.ok(name, &[]),
    }
}

#[test]
fn every_answer_has_every_field_of_its_row_and_no_other() {
    let mut world = world();
    // Writes first, so that the lists have something to show.
    let (writes, reads): (Vec<_>, Vec<_>) =
        OPERATIONS.iter().partition(|row| row.kind == Access::Write);
    for operation in writes.into_iter().chain(reads) {
        let answer = answer_of(&mut world, operation);
        let fields = operation
            .result
            .iter()
            .map(|field| (field.name, &field.shape));
        check_fields(operation.name, &answer, fields.collect());
    }
}

fn check_fields(path: &str, answer: &Value, fields: Vec<(&str, &FieldShape)>) {
    let has: BTreeSet<_> = answer
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let wants: BTreeSet<_> = fields.iter().map(|(name, _)| *name).collect();
    assert_eq!(has, wants, "{path}");
    for (name, shape) in fields {
        check(&format!("{path}.{name}"), &answer[name], shape);
    }
}

fn check(path: &str, value: &Value, shape: &FieldShape) {
    match shape {
        FieldShape::Text(known) => {
            let text = value
                .as_str()
                .unwrap_or_else(|| panic!("{path} is {value}"));
            assert!(
                known.is_empty() || known.contains(&text),
                "{path} is {text}"
            );
        }
        FieldShape::Integer => assert!(value.is_i64(), "{path} is {value}"),
        FieldShape::Boolean => assert!(value.is_boolean(), "{path} is {value}"),
        FieldShape::List(item) => value
            .as_array()
            .unwrap()
            .iter()
            .for_each(|value| check(path, value, item)),
        FieldShape::Object(_, fields) => {
            check_fields(
                path,
                value,
                fields
                    .iter()
                    .map(|field| (field.name, &field.shape))
                    .collect(),
            );
        }
    }
}

/// Codes that are not in the catalogue: each names the parameter that is missing.
#[test]
fn every_code_that_the_emulator_can_answer_is_in_the_catalogue() {
    let known =
        |code: &str| CATALOGUE.iter().any(|row| row.code == code) || code.starts_with("Missing");
    let sources = concat!(env!("CARGO_MANIFEST_DIR"), "/src/emulator");
    let mut seen = 0;
    for entry in std::fs::read_dir(sources).unwrap() {
        let path = entry.unwrap().path();
        let Ok(source) = std::fs::read_to_string(&path) else {
            continue;
        };
        for (at, _) in source.match_indices("Refusal::new(") {
            let rest = source[at + 13..].trim_start();
            let Some(code) = rest
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next())
            else {
                continue;
            };
            assert!(known(code), "{code} in {}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 25, "only {seen} were found");
}

/// The page of limits names what is never answered by itself; a fault can order it.
#[test]
fn every_listed_code_is_played_or_named_in_the_page_of_limits() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = String::new();
    let mut folders = vec![root.join("src/emulator")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                sources += &std::fs::read_to_string(path).unwrap();
            }
        }
    }
    let page = std::fs::read_to_string(root.join("docs/emulator.md")).unwrap();
    let (_, rest) = page.split_once("## Codes that are not answered").unwrap();
    let not_answered = rest.split("\n## ").next().unwrap();
    for (code, _) in OPERATIONS.iter().flat_map(|row| row.errors) {
        let played = sources.contains(&format!("\"{code}\""));
        let named = not_answered.contains(&format!("`{code}`"));
        assert!(
            played != named,
            "{code}: played {played}, named as not played {named}"
        );
    }
    for row in OPERATIONS {
        assert!(page.contains(row.name), "{} is not on the page", row.name);
    }
}

#[test]
fn limits_of_the_table_are_kept_for_every_parameter() {
    let mut world = world();
    let fixture = json!({ "regions": { "cn-hongkong": { "sessions": [{ "TrafficMirrorSessionId": "tms-1" }] } } });
    world.emulator.load(&fixture).unwrap();
    let ids: Vec<_> = (1..=101)
        .map(|at| (format!("TrafficMirrorSessionIds.{at}"), format!("tms-{at}")))
        .collect();
    let ids: Vec<_> = ids
        .iter()
        .map(|(name, id)| (name.as_str(), id.as_str()))
        .collect();
    world.list_sessions(&ids[..100]);
    assert_eq!(
        world.refused("ListTrafficMirrorSessions", &ids),
        "InvalidParameter"
    );
    let long = "i".repeat(129);
    let code = world.refused(
        "ListTrafficMirrorSessions",
        &[("TrafficMirrorSessionIds.1", &long)],
    );
    assert_eq!(code, "InvalidParameter");
    let token = "t".repeat(65);
    let delete = [
        ("TrafficMirrorSessionId", "tms-1"),
        ("ClientToken", token.as_str()),
    ];
    assert_eq!(
        world.refused("DeleteTrafficMirrorSession", &delete),
        "InvalidParameter"
    );
    world.ok(
        "DeleteTrafficMirrorSession",
        &[delete[0], ("ClientToken", &token[1..])],
    );
}
