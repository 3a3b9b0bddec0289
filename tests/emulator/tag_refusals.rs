//! Tag calls that are not right, and the code that the reference has for each.

use crate::support::{World, world};

/// Each call as a form, in which `SESSION` stands for a session's id and `FILTER` for a filter's.
const REFUSED: &[(&str, &str, &str)] = &[
    (
        "Tag",
        "ResourceId.1=SESSION&Tag.1.Key=k&Tag.1.Value=v",
        "MissingParam",
    ),
    (
        "ListTag",
        "ResourceId.1=SESSION",
        "MissingParam.ResourceType",
    ),
    (
        "Tag",
        "ResourceType=VPC&ResourceId.1=SESSION&Tag.1.Key=k&Tag.1.Value=v",
        "InvalidInstanceType.NotFound",
    ),
    ("Tag", "KIND&Tag.1.Key=k&Tag.1.Value=v", "MissingParam"),
    ("Tag", "KIND&ResourceId.1=SESSION", "MissingParam.Tags"),
    (
        "Tag",
        "KIND&ResourceId.1=SESSION&Tag.1.Key=k",
        "MissingParameter.TagValue",
    ),
    (
        "Tag",
        "KIND&ResourceId.1=SESSION&Tag.1.Value=v",
        "MissingParameter.TagKey",
    ),
    ("ListTag", "KIND&Tag.1.Value=v", "InvalidTagKey"),
    (
        "Tag",
        "KIND&ResourceId.1=SESSION&Tag.1.Key=LONG&Tag.1.Value=v",
        "InvalidTagKey",
    ),
    (
        "Tag",
        "KIND&ResourceId.1=SESSION&Tag.1.Key=acs:k&Tag.1.Value=v",
        "InvalidTagKey",
    ),
    (
        "Tag",
        "KIND&ResourceId.1=SESSION&Tag.1.Key=aliyun&Tag.1.Value=v",
        "InvalidTagKey",
    ),
    (
        "Tag",
        "KIND&ResourceId.1=SESSION&Tag.1.Key=k&Tag.1.Value=http://v",
        "InvalidTagValue",
    ),
    (
        "Tag",
        "KIND&ResourceId.1=SESSION&Tag.1.Key=k&Tag.1.Value=v&Tag.2.Key=k&Tag.2.Value=",
        "Forbidden.TagKey.Duplicated",
    ),
    (
        "ListTag",
        "KIND&Tag.1.Key=k&Tag.2.Key=k",
        "Forbidden.TagKey.Duplicated",
    ),
    (
        "Tag",
        "KIND&ResourceId.1=tms-none&Tag.1.Key=k&Tag.1.Value=v",
        "InvalidInstanceIds.NotFound",
    ),
    (
        "Tag",
        "KIND&ResourceId.1=FILTER&Tag.1.Key=k&Tag.1.Value=v",
        "InvalidInstanceIds.NotFound",
    ),
    // All of the objects or none.
    (
        "Tag",
        "KIND&ResourceId.1=SESSION&ResourceId.2=tms-none&Tag.1.Key=k&Tag.1.Value=v",
        "InvalidInstanceIds.NotFound",
    ),
    ("UnTag", "KIND&ResourceId.1=SESSION", "MissingParam"),
    (
        "UnTag",
        "KIND&ResourceId.1=SESSION&All=false",
        "MissingParam",
    ),
    (
        "UnTag",
        "KIND&ResourceId.1=tms-none&All=true",
        "InvalidInstanceIds.NotFound",
    ),
    (
        "UnTag",
        "KIND&ResourceId.1=SESSION&TagKey.1=",
        "InvalidTagKey",
    ),
    (
        "UnTag",
        "KIND&ResourceId.1=SESSION&TagKey.1=a&TagKey.2=a",
        "Forbidden.TagKey.Duplicated",
    ),
    (
        "UnTag",
        "KIND&ResourceId.1=SESSION&TagKey.1=acs:rm:rgId",
        "Forbidden.NotAllowedCategary",
    ),
    (
        "UnTag",
        "KIND&ResourceId.1=SESSION&TagKey.1=aliyun.x",
        "Forbidden.TagKeys",
    ),
    ("ListTag", "KIND", "BothEmpty.TagsAndResources"),
    (
        "ListTag",
        "KIND&ResourceId.1=SESSION&MaxResults=51",
        "InvalidParameter",
    ),
];

#[test]
fn a_tag_call_that_is_not_right_changes_nothing_and_says_why() {
    let mut world = world();
    let filter = world.filter();
    let session = world.session(&filter, 1);
    let before = world.emulator.state();
    for (action, form, code) in REFUSED {
        let form = form
            .replace("KIND", "ResourceType=TrafficMirrorSession")
            .replace("=SESSION", &format!("={session}"))
            .replace("=FILTER", &format!("={filter}"))
            .replace("LONG", &"k".repeat(129));
        let params: Vec<_> = form
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .collect();
        let refused = world.refused(&format!("{action}Resources"), &params);
        assert_eq!(&refused, code, "{action} {form}");
        assert_eq!(world.emulator.state(), before, "{action} {form}");
    }
}

#[test]
fn one_call_takes_so_many_identifiers_and_tags() {
    let mut world = world();
    let filter = world.filter();
    let session = world.session(&filter, 1);
    let usual = [
        ("ResourceType", "TRAFFICMIRRORSESSION"),
        ("ResourceId.1", session.as_str()),
    ];
    let many = |world: &mut World, action: &str, from: usize, to: usize, name: &str| {
        let names: Vec<_> = (from..=to)
            .map(|at| name.replace('N', &at.to_string()))
            .collect();
        let more = names.iter().map(|name| (name.as_str(), name.as_str()));
        let params: Vec<_> = usual.into_iter().chain(more).collect();
        world.refused(action, &params)
    };
    for (action, last, name, code) in [
        ("TagResources", 21, "Tag.N.Key", "SizeLimitExceeded.TagNum"),
        ("UnTagResources", 21, "TagKey.N", "SizeLimitExceeded.TagNum"),
        (
            "ListTagResources",
            21,
            "Tag.N.Key",
            "SizeLimitExceeded.TagNum",
        ),
        ("TagResources", 20, "Tag.N.Key", "MissingParameter.TagValue"),
    ] {
        assert_eq!(many(&mut world, action, 1, last, name), code, "{action}");
    }
    for (last, code) in [
        (51, "SizeLimitExceeded.ResourceId"),
        (50, "MissingParam.Tags"),
    ] {
        assert_eq!(
            many(&mut world, "TagResources", 2, last, "ResourceId.N"),
            code
        );
    }
}
