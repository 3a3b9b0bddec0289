//! Tags and resource groups of filters and sessions.

use serde_json::{Value, json};

use crate::support::{World, text, world, world_with};

const TAG: &str = "TagResources";
const UNTAG: &str = "UnTagResources";
const LIST: &str = "ListTagResources";
const MOVE: &str = "MoveResourceGroup";
const FILTER: (&str, &str) = ("ResourceType", "TRAFFICMIRRORFILTER");
const SESSION: (&str, &str) = ("ResourceType", "TrafficMirrorSession");

/// Filters and the sessions on the first.
fn some(world: &mut World) -> (Vec<String>, Vec<String>) {
    let filters: Vec<_> = (0..2).map(|_| world.filter()).collect();
    let sessions = (1..=2).map(|priority| world.session(&filters[0], priority));
    let sessions = sessions.collect();
    (filters, sessions)
}

fn tagged(listed: &Value) -> Vec<String> {
    let tags = listed["TagResources"]["TagResource"].as_array().unwrap();
    let one = |tag: &Value| {
        let (key, value) = (text(tag, "TagKey"), text(tag, "TagValue"));
        format!("{key}={value}")
    };
    tags.iter().map(one).collect()
}

#[test]
fn tags_are_put_on_and_taken_off_and_shown_with_their_object() {
    let mut world = world();
    let (filters, sessions) = some(&mut world);
    for (kind, id, list, ids) in [
        (
            FILTER,
            &filters[0],
            "TrafficMirrorFilters",
            "TrafficMirrorFilterIds.1",
        ),
        (
            SESSION,
            &sessions[0],
            "TrafficMirrorSessions",
            "TrafficMirrorSessionIds.1",
        ),
    ] {
        let named = [kind, ("ResourceId.1", id.as_str())];
        let two = [
            ("Tag.1.Key", "team"),
            ("Tag.1.Value", "network"),
            ("Tag.2.Key", "empty"),
            ("Tag.2.Value", ""),
        ];
        world.ok(TAG, &[&named[..], &two].concat());
        let again = [("Tag.1.Key", "team"), ("Tag.1.Value", "storage")];
        world.ok(TAG, &[&named[..], &again].concat());
        let shown = |world: &mut World| {
            world.ok(&format!("List{list}"), &[(ids, id)])[list][0]["Tags"].clone()
        };
        assert_eq!(
            shown(&mut world),
            json!([{ "Key": "team", "Value": "storage" }, { "Key": "empty", "Value": "" }])
        );
        let listed = world.ok(LIST, &named);
        assert_eq!(tagged(&listed), ["empty=", "team=storage"]);
        let first = &listed["TagResources"]["TagResource"][0];
        assert_eq!(
            (&first["ResourceId"], text(first, "ResourceType")),
            (&json!(id), kind.1.to_ascii_uppercase())
        );
        let off = [&named[..], &[("TagKey.1", "team"), ("TagKey.2", "never")]].concat();
        world.ok(UNTAG, &off);
        assert_eq!(tagged(&world.ok(LIST, &named)), ["empty="]);
        world.ok(UNTAG, &[&named[..], &[("All", "true")]].concat());
        assert_eq!(shown(&mut world), json!([]));
    }
}

#[test]
fn tags_are_found_by_object_and_by_tag() {
    let mut world = world();
    let (filters, sessions) = some(&mut world);
    for (at, id) in sessions.iter().enumerate() {
        let (key, value) = (format!("k{at}"), format!("v{at}"));
        let params = [
            SESSION,
            ("ResourceId.1", id),
            ("Tag.1.Key", "all"),
            ("Tag.1.Value", value.as_str()),
            ("Tag.2.Key", &key),
            ("Tag.2.Value", ""),
        ];
        world.ok(TAG, &params);
    }
    let mut found =
        |params: &[(&str, &str)]| tagged(&world.ok(LIST, &[&[SESSION], params].concat()));
    assert_eq!(found(&[("Tag.1.Key", "all")]), ["all=v0", "all=v1"]);
    assert_eq!(
        found(&[("Tag.1.Key", "all"), ("Tag.1.Value", "v1")]),
        ["all=v1"]
    );
    let both = [("Tag.1.Key", "all"), ("Tag.2.Key", "k0")];
    assert_eq!(found(&both), ["all=v0", "k0="]);
    let other = [("Tag.1.Key", "all"), ("ResourceId.1", sessions[1].as_str())];
    assert_eq!(found(&other), ["all=v1"]);
    assert_eq!(found(&[("ResourceId.1", "tms-none")]), [""; 0]);
    // A filter's id is no session's.
    assert_eq!(found(&[("ResourceId.1", &filters[0])]), [""; 0]);
}

#[test]
fn pages_of_tags_neither_repeat_nor_hide_any_when_others_come_and_go() {
    let mut world = world();
    let (_, sessions) = some(&mut world);
    let put = |world: &mut World, id: &str, key: &str| {
        let tag = [("Tag.1.Key", key), ("Tag.1.Value", "")];
        world.ok(TAG, &[&[SESSION, ("ResourceId.1", id)], &tag[..]].concat());
    };
    for (id, keys) in sessions.iter().zip([["b", "d", "ü"], ["a", "b", "c"]]) {
        for key in keys {
            put(&mut world, id, key);
        }
    }
    let named = [
        SESSION,
        ("ResourceId.1", sessions[0].as_str()),
        ("ResourceId.2", &sessions[1]),
        ("MaxResults", "2"),
    ];
    let mut token = String::new();
    let mut seen = Vec::new();
    loop {
        let listed = world.ok(LIST, &[&named[..], &[("NextToken", &token)]].concat());
        seen.extend(tagged(&listed));
        token = text(&listed, "NextToken");
        if token.is_empty() {
            break;
        }
        if seen.len() == 2 {
            // Before the end of the page, behind it, and the end itself.
            put(&mut world, &sessions[0], "c");
            put(&mut world, &sessions[0], "e");
            let gone = [named[0], named[1], ("TagKey.1", "d")];
            world.ok(UNTAG, &gone);
        }
    }
    assert_eq!(seen, ["b=", "d=", "e=", "ü=", "a=", "b=", "c="]);
    for wrong in ["0", &"0".repeat(32), &"é".repeat(40), &"f".repeat(35)] {
        let params = [&named[..], &[("NextToken", wrong)]].concat();
        assert_eq!(world.refused(LIST, &params), "InvalidParameter", "{wrong}");
    }
}

#[test]
fn the_list_of_tags_is_nested_in_json_and_flat_in_xml() {
    let mut world = world();
    let (_, sessions) = some(&mut world);
    let named = [
        SESSION,
        ("ResourceId.1", sessions[0].as_str()),
        ("Tag.1.Key", "a"),
        ("Tag.1.Value", "1"),
        ("Tag.2.Key", "b"),
        ("Tag.2.Value", "2"),
    ];
    let listed = world.ok(LIST, &named[..2]);
    assert_eq!(listed["TagResources"], json!({ "TagResource": [] }));
    world.ok(TAG, &named);
    let in_xml = [named[0], named[1], ("Format", "XML")];
    let body = world.call(LIST, &in_xml).body();
    let one = |key: &str, value: &str| {
        format!(
            "<TagResources><ResourceId>{}</ResourceId><ResourceType>TRAFFICMIRRORSESSION</ResourceType>\
             <TagKey>{key}</TagKey><TagValue>{value}</TagValue></TagResources>",
            sessions[0]
        )
    };
    assert!(body.contains(&(one("a", "1") + &one("b", "2"))), "{body}");
}

#[test]
fn an_object_carries_a_documented_number_of_tags_that_a_quota_can_replace() {
    for limit in [20, 3] {
        let quotas = json!({ "QuotaExceeded.TagNum": limit });
        let options = if limit == 20 {
            json!({})
        } else {
            json!({ "quotas": quotas })
        };
        let mut world = world_with(options);
        let (_, sessions) = some(&mut world);
        let put = |world: &mut World, id: &str, number: u32| {
            let key = format!("k{number}");
            let named = [
                SESSION,
                ("ResourceId.1", &sessions[1]),
                ("ResourceId.2", id),
            ];
            let tag = [("Tag.1.Key", key.as_str()), ("Tag.1.Value", "")];
            world.call(TAG, &[&named[..], &tag].concat())
        };
        for number in 1..=limit {
            put(&mut world, &sessions[0], number).expect_ok();
        }
        put(&mut world, &sessions[0], 1).expect_ok();
        let over = put(&mut world, &sessions[0], limit + 1);
        assert_eq!(over.code(), "QuotaExceeded.TagNum");
    }
}

#[test]
fn tags_of_the_system_stay_when_all_are_taken_off() {
    let mut world = world();
    let tags = ["acs:rm", "mine"].map(|key| json!({ "Key": key, "Value": "v" }));
    let session = json!({ "TrafficMirrorSessionId": "tms-1", "Tags": tags });
    let fixture = json!({ "regions": { "cn-hongkong": { "sessions": [session] } } });
    world.emulator.load(&fixture).unwrap();
    let named = [SESSION, ("ResourceId.1", "tms-1")];
    world.ok(UNTAG, &[&named[..], &[("All", "true")]].concat());
    assert_eq!(tagged(&world.ok(LIST, &named)), ["acs:rm=v"]);
}

#[test]
fn an_object_begins_in_the_default_group_and_can_be_moved_to_another() {
    let mut world = world();
    let (filters, sessions) = some(&mut world);
    for (kind, id, list) in [
        ("trafficMirrorFILTER", &filters[0], "TrafficMirrorFilters"),
        (
            "TrafficMirrorSession",
            &sessions[0],
            "TrafficMirrorSessions",
        ),
    ] {
        let group = |world: &mut World| {
            let listed = world.ok(&format!("List{list}"), &[]);
            text(&listed[list][0], "ResourceGroupId")
        };
        let default = group(&mut world);
        assert!(default.starts_with("rg-"), "{default}");
        let to = [
            ("ResourceType", kind),
            ("ResourceId", id.as_str()),
            ("NewResourceGroupId", "rg-new"),
        ];
        world.ok(MOVE, &to);
        assert_eq!(group(&mut world), "rg-new");
        let found = world.ok(&format!("List{list}"), &[("ResourceGroupId", "rg-new")]);
        assert_eq!(found["TotalCount"], "1");
        world.ok(MOVE, &[to[0], to[1], ("NewResourceGroupId", &default)]);
        for (params, code) in [
            (
                [("ResourceType", "Vpc"), to[1], to[2]],
                "IllegalParam.ResourceType",
            ),
            (
                [to[0], ("ResourceId", "tm-none"), to[2]],
                "InvalidResourceId.NotFound",
            ),
            (
                [to[0], to[1], ("NewResourceGroupId", "group")],
                "InvalidResourceGroupId",
            ),
            ([to[0], ("ResourceId", "-"), to[2]], "MissingResourceId"),
        ] {
            assert_eq!(world.refused(MOVE, &params), code);
        }
    }
    let session = [("TrafficMirrorSessionId", sessions[0].as_str())];
    world.ok("UpdateTrafficMirrorSessionAttribute", &session);
    let to = [
        SESSION,
        ("ResourceId", sessions[0].as_str()),
        ("NewResourceGroupId", "rg-new"),
    ];
    world.ok(MOVE, &to);
    world.advance(2_000);
    world.ok("DeleteTrafficMirrorSession", &session);
    assert_eq!(
        world.refused(MOVE, &to),
        "OperationFailed.InstanceStatusNotAllowed"
    );
}
