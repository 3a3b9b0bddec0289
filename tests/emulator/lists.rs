//! Lists: pages that are stable under change, and what selects.

use serde_json::{Value, json};

use crate::support::{World, ids, text, world};

/// `count` sessions with the ids `tms-001` and on, on one filter.
fn world_of(count: usize) -> World {
    let mut world = world();
    let sessions: Vec<_> = (1..=count)
        .map(|at| json!({ "TrafficMirrorSessionId": format!("tms-{at:03}") }))
        .collect();
    world
        .emulator
        .load(&json!({ "regions": { "cn-hongkong": { "sessions": sessions } } }))
        .unwrap();
    world
}

/// Every page from the first on, with something done between each two.
fn pages(
    world: &mut World,
    params: &[(&str, &str)],
    mut between: impl FnMut(&mut World),
) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut next = String::new();
    loop {
        let page = world.list_sessions(&[params, &[("NextToken", &next)]].concat());
        pages.push(ids(&page));
        next = text(&page, "NextToken");
        if next.is_empty() {
            return pages;
        }
        between(world);
    }
}

#[test]
fn pages_hold_each_object_once_in_the_order_of_creation() {
    let mut world = world_of(25);
    let found = pages(&mut world, &[], |_| {});
    assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [10, 10, 5]);
    let expected: Vec<_> = (1..=25).map(|at| format!("tms-{at:03}")).collect();
    assert_eq!(found.concat(), expected);
    assert_eq!(pages(&mut world, &[("MaxResults", "25")], |_| {}).len(), 1);
    assert_eq!(pages(&mut world, &[("MaxResults", "24")], |_| {}).len(), 2);
    assert_eq!(
        world.list_sessions(&[("MaxResults", "1")])["TotalCount"],
        "25"
    );
}

#[test]
fn what_goes_or_comes_between_two_pages_neither_hides_nor_repeats_anything() {
    let mut world = world_of(30);
    let filter = text(
        &world.list_sessions(&[])["TrafficMirrorSessions"][0],
        "TrafficMirrorFilterId",
    );
    let mut at = 0;
    let found = pages(&mut world, &[("MaxResults", "4")], |world| {
        // The last one shown goes, which is where the token points; and a new one comes.
        at += 1;
        let gone = format!("tms-{:03}", at * 4);
        world.ok(
            "DeleteTrafficMirrorSession",
            &[("TrafficMirrorSessionId", &gone)],
        );
        if at <= 2 {
            world.create_session(&filter, 30_000 + at, &[]).expect_ok();
        }
        world.advance(3_000);
    });
    let found = found.concat();
    let mut once = found.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), found.len(), "something was shown twice");
    for at in 1..=30 {
        assert!(
            found.contains(&format!("tms-{at:03}")),
            "tms-{at:03} was hidden"
        );
    }
    assert_eq!(found.len(), 32);
}

#[test]
fn a_next_token_of_anothers_making_is_refused() {
    let mut world = world_of(12);
    let token = text(&world.list_sessions(&[]), "NextToken");
    let other = token
        .chars()
        .map(|digit| if digit == 'a' { 'b' } else { 'a' })
        .collect::<String>();
    for wrong in ["1", "null", &token[1..], &other, &"é".repeat(16)] {
        assert_eq!(
            world.refused("ListTrafficMirrorSessions", &[("NextToken", wrong)]),
            "InvalidParameter"
        );
    }
    assert_eq!(
        world.refused("ListTrafficMirrorFilters", &[("NextToken", &token)]),
        "InvalidParameter"
    );
}

#[test]
fn page_sizes_are_from_1_to_100() {
    let mut world = world_of(1);
    for size in ["0", "101", "-5", "ten"] {
        assert_eq!(
            world.refused("ListTrafficMirrorSessions", &[("MaxResults", size)]),
            "InvalidParameter"
        );
    }
    let filters = world.ok("ListTrafficMirrorFilters", &[("MaxResults", "100")]);
    assert_eq!(
        (&filters["MaxResults"], &filters["Count"]),
        (&json!(100), &json!(1))
    );
}

#[test]
fn every_condition_selects_and_several_select_together() {
    let mut world = world();
    let session = |id: &str, more: Value| {
        let mut session = json!({ "TrafficMirrorSessionId": id, "TrafficMirrorTargetId": "eni-t" });
        session
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        session
    };
    let fixture = json!({
        "filters": [{ "TrafficMirrorFilterId": "tmf-1" }, { "TrafficMirrorFilterId": "tmf-2" }],
        "sessions": [
            session("tms-a", json!({
                "TrafficMirrorSessionName": "alpha", "Enabled": true, "Priority": 10, "VirtualNetworkId": 0,
                "TrafficMirrorSourceIds": ["eni-1", "eni-2"], "Tags": [{ "Key": "team", "Value": "net" }],
            })),
            session("tms-b", json!({
                "TrafficMirrorFilterId": "tmf-2", "Priority": 20, "ResourceGroupId": "rg-b",
                "Tags": [{ "Key": "team", "Value": "" }, { "Key": "x", "Value": "y" }],
            })),
            session("tms-c", json!({ "TrafficMirrorTargetId": "lb-c", "TrafficMirrorSourceIds": ["eni-2"] })),
        ],
    });
    world
        .emulator
        .load(&json!({ "regions": { "cn-hongkong": fixture } }))
        .unwrap();
    for (params, expected) in [
        (&[][..], "abc"),
        (
            &[
                ("TrafficMirrorSessionIds.1", "tms-c"),
                ("TrafficMirrorSessionIds.2", "tms-a"),
            ],
            "ac",
        ),
        (&[("TrafficMirrorSessionIds.1", "tms-none")], ""),
        (&[("TrafficMirrorSessionName", "alpha")], "a"),
        (&[("TrafficMirrorSessionName", "alph")], ""),
        (&[("TrafficMirrorFilterId", "tmf-2")], "b"),
        (&[("TrafficMirrorSourceId", "eni-2")], "ac"),
        (
            &[
                ("TrafficMirrorSourceId", "eni-2"),
                ("TrafficMirrorTargetId", "lb-c"),
            ],
            "c",
        ),
        (&[("TrafficMirrorTargetId", "eni-t")], "ab"),
        (&[("Priority", "20")], "b"),
        (&[("Priority", "21")], ""),
        (&[("VirtualNetworkId", "0")], "a"),
        (&[("Enabled", "true")], "a"),
        (&[("Enabled", "False")], "bc"),
        (
            &[("Enabled", "false"), ("TrafficMirrorTargetId", "eni-t")],
            "b",
        ),
        (&[("ResourceGroupId", "rg-b")], "b"),
        (&[("Tags.1.Key", "team")], "ab"),
        (&[("Tags.1.Key", "team"), ("Tags.1.Value", "net")], "a"),
        (&[("Tags.1.Key", "team"), ("Tags.1.Value", "")], "b"),
        (&[("Tags.1.Key", "team"), ("Tags.2.Key", "x")], "b"),
    ] {
        let listed = world.list_sessions(params);
        let found: String = ids(&listed).iter().map(|id| &id[4..]).collect();
        assert_eq!(found, expected, "{params:?}");
        assert_eq!(
            listed["TotalCount"],
            expected.len().to_string(),
            "{params:?}"
        );
    }
}

#[test]
fn filters_are_selected_by_id_name_group_and_tag() {
    let mut world = world();
    world.ok(
        "CreateTrafficMirrorFilter",
        &[("TrafficMirrorFilterName", "one"), ("Tag.1.Key", "k")],
    );
    let two = [
        ("TrafficMirrorFilterName", "two"),
        ("ResourceGroupId", "rg-2"),
    ];
    let id = text(
        &world.ok("CreateTrafficMirrorFilter", &two),
        "TrafficMirrorFilterId",
    );
    for (params, expected) in [
        ([("TrafficMirrorFilterIds.1", id.as_str())], "two"),
        ([("TrafficMirrorFilterName", "one")], "one"),
        ([("ResourceGroupId", "rg-2")], "two"),
        ([("Tags.1.Key", "k")], "one"),
    ] {
        let listed = world.ok("ListTrafficMirrorFilters", &params);
        assert_eq!(
            (&listed["TotalCount"], &listed["Count"]),
            (&json!("1"), &json!(1))
        );
        assert_eq!(
            listed["TrafficMirrorFilters"][0]["TrafficMirrorFilterName"],
            expected
        );
    }
}

#[test]
fn a_page_of_many_costs_no_more_than_a_page_of_few() {
    let duration = |count| {
        let mut world = world_of(count);
        let started = std::time::Instant::now();
        for _ in 0..50 {
            world.list_sessions(&[("MaxResults", "10")]);
        }
        started.elapsed()
    };
    let (few, many) = (duration(100), duration(30_000));
    assert!(many < few * 20, "{many:?} against {few:?}");
}
