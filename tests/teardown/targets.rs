//! What a target selects, and what it must not.

use super::*;

#[test]
fn no_ids_do_nothing() {
    let mut service = Service::with(2);
    let (report, run) = teardown(&ids(&[]), WITH_CHECKPOINTS, &mut service);
    assert_eq!((&report["deleted"], service.sent.len()), (&json!([]), 0));
    assert!(run.checkpoints.is_empty());
}

#[test]
fn a_target_that_is_not_exactly_one_of_the_three_is_refused() {
    let bad = [
        Params::new(),
        all().texts("ids", ["tms-1"]),
        Params::new().boolean("all", false),
        Params::new().text("all", "true"),
        Params::new().text("ids", "tms-1"),
        ids(&[""]),
        ids(&["tms-"]),
        ids(&["tmf-1"]),
        all().text("OlderThanMs", "1"),
        all().integer("olderThanMs", 0),
        all().integer("olderThanMs", -1),
        all().text("olderThanMs", "5"),
        Params::from_bytes(b"kall\0tkolderThanMs\0nNaN\0".to_vec()),
        Params::from_bytes(b"kall\0tkolderThanMs\0nInfinity\0".to_vec()),
        Params::from_bytes(b"kall\0tkolderThanMs\0?".to_vec()),
        Params::from_bytes(b"kall\0tkolderThanMs\0z".to_vec()),
        Params::from_bytes(b"kall\0tkids\0?".to_vec()),
        Params::from_bytes(b"kids\0[z]".to_vec()),
        Params::from_bytes(b"kall\0?".to_vec()),
        Params::from_bytes(b"rubbish".to_vec()),
    ];
    for (at, target) in bad.iter().enumerate() {
        let refused = Teardown::new(target, WITH_CHECKPOINTS);
        assert!(matches!(refused, Err(Error::Parameters(_))), "{at}");
    }
}

#[test]
fn a_where_that_could_mean_more_than_it_says_is_refused() {
    let new = Params::new;
    let flat = |text: &[u8]| Params::from_bytes(text.to_vec());
    let bad = [
        new(),
        new().integer("MaxResults", 10),
        new().text("NextToken", "x"),
        new().text("RegionId", "cn-hongkong"),
        new().text("TrafficMirrorFilterID", "tmf-1"),
        new().text("TrafficMirrorFilterId", ""),
        new().texts("TrafficMirrorSessionIds", []),
        new().texts("TrafficMirrorSessionIds", [""]),
        new().objects("Tags", []),
        new().objects("Tags", [new()]),
        new().objects("Tags", [new().text("key", "team")]),
        new().objects("Tags", [new().text("Key", "")]),
        new().objects("Tags", [new().text("Key", "team").text("Value", "")]),
        new().text("Priority", "high"),
        new().text("Priority", "+7"),
        new().text("Enabled", "yes"),
        flat(b"kTrafficMirrorFilterId\0z"),
        flat(b"kTrafficMirrorFilterId\0?"),
        flat(b"kTrafficMirrorFilterId\0!"),
        flat(b"kTrafficMirrorFilterId\0[stmf-1\0]"),
        flat(b"kPriority\0s7\0kMaxResults\0?"),
        flat(b"kTags\0[{kKey\0steam\0kValue\0?}]"),
    ];
    for (at, fields) in bad.iter().enumerate() {
        let refused = Teardown::new(&selecting(fields), WITH_CHECKPOINTS);
        assert!(matches!(refused, Err(Error::Parameters(_))), "{at}");
    }
    // The list would be of one region, the deletes of another.
    let elsewhere = new().integer("Priority", 7).text("RegionId", "cn-beijing");
    let mut job = Teardown::new(&selecting(&elsewhere), WITH_CHECKPOINTS).unwrap();
    let mut service = Service::with(1);
    let (result, _) = drive(&mut job, &mut service, NOW, STEPS, 1);
    assert!(matches!(result, Some(Err(Error::Parameters(_)))));
    assert!(service.sent.is_empty());
}

#[test]
fn what_the_service_lists_is_checked_again_on_this_side() {
    let mut service = Service::with(3);
    service.add("tms-other", "tmf-2", "2026-01-01T00:00Z");
    service.deaf_to = Some("TrafficMirrorFilterId");
    let fields = Params::new()
        .text("TrafficMirrorFilterId", "tmf-2")
        .text("TrafficMirrorSourceId", "eni-1")
        .boolean("Enabled", false)
        .integer("Priority", 7)
        .integer("MaxResults", 3)
        .objects(
            "Tags",
            [Params::new().text("Key", "team").text("Value", "net")],
        );
    let (report, _) = teardown(&selecting(&fields), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]), ["tms-other"]);
    assert_eq!(reasons(&report).len(), 3);
    assert_eq!(service.left().len(), 3);
    for fields in [
        Params::new().text("TrafficMirrorSourceId", "eni-2"),
        Params::new().integer("Priority", 8),
        Params::new().boolean("Enabled", true),
        Params::new().text("TrafficMirrorSessionName", "x"),
        Params::new().objects("Tags", [Params::new().text("Key", "Team")]),
        Params::new().objects(
            "Tags",
            [Params::new().text("Key", "team").text("Value", "x")],
        ),
    ] {
        let (report, _) = teardown(&selecting(&fields), WITH_CHECKPOINTS, &mut service);
        assert_eq!(report["deleted"], json!([]));
    }
    assert_eq!(service.left().len(), 3);
}

#[test]
fn what_is_younger_or_of_unknown_age_is_kept_and_reported() {
    let mut service = Service::with(0);
    // NOW is 03:04:05; a creation time has no seconds, so it may be up to a minute later than it says.
    service.add("tms-old", "tmf-1", "2026-01-02T02:03Z");
    service.add("tms-edge", "tmf-1", "2026-01-02T02:04Z");
    service.add("tms-young", "tmf-1", "2026-01-02T03:00Z");
    service.add("tms-odd", "tmf-1", "yesterday");
    let target = all().integer("olderThanMs", 3_600_000);
    let (report, _) = teardown(&target, WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]), ["tms-old"]);
    let kept = reasons(&report);
    assert_eq!(
        kept.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
        ["tms-edge", "tms-odd", "tms-young"]
    );
    assert!(kept[1].1.contains("CreationTime"));
    let absent = ids(&["tms-absent"]).integer("olderThanMs", 1);
    let (report, _) = teardown(&absent, WITH_CHECKPOINTS, &mut service);
    assert_eq!(reasons(&report)[0].0, "tms-absent");
    assert_eq!(service.count("DeleteTrafficMirrorSession"), 1);
}

#[test]
fn the_list_is_read_over_all_pages_and_a_page_that_repeats_is_an_error() {
    let mut service = Service::with(25);
    service.page = 10;
    let (report, _) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]).len(), 25);
    let mut service = Service::with(2);
    service.faults = vec![("ListTrafficMirrorSessions", Fault::SamePage); 2];
    let mut job = Teardown::new(&all(), WITH_CHECKPOINTS).unwrap();
    let (result, _) = drive(&mut job, &mut service, NOW, STEPS, 1);
    assert!(matches!(result, Some(Err(Error::Unreadable(_)))));
    assert_eq!(service.count("DeleteTrafficMirrorSession"), 0);
}
