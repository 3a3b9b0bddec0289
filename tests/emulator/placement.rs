//! What may mirror where, and how much there may be.

use serde_json::{Value, json};

use crate::support::{World, text, world, world_with};

const INTERFACE: (&str, &str) = ("TrafficMirrorTargetType", "NetworkInterface");
const BALANCER: (&str, &str) = ("TrafficMirrorTargetType", "SLB");

#[test]
fn an_interface_is_source_or_target_but_not_both() {
    let mut world = world();
    let filter = world.filter();
    let target = |id| ("TrafficMirrorTargetId", id);
    let source = |id| ("TrafficMirrorSourceIds.1", id);
    let twice = [source("eni-a"), ("TrafficMirrorSourceIds.2", "eni-a")];
    assert_eq!(
        world.create_session(&filter, 1, &twice).code(),
        "DuplicatedParam.SourceInstanceIds"
    );
    let itself = [source("eni-a"), target("eni-a")];
    assert_eq!(
        world.create_session(&filter, 1, &itself).code(),
        "OperationDenied.DuplicateRole"
    );
    world
        .create_session(&filter, 1, &[source("eni-a"), target("eni-b")])
        .expect_ok();
    let target_as_source = [source("eni-b"), target("eni-c")];
    assert_eq!(
        world.create_session(&filter, 2, &target_as_source).code(),
        "OperationDenied.DuplicateRole"
    );
    let source_as_target = [source("eni-c"), target("eni-a")];
    assert_eq!(
        world.create_session(&filter, 2, &source_as_target).code(),
        "OperationDenied.DuplicateRole"
    );
}

#[test]
fn with_an_inventory_only_what_is_in_it_exists() {
    let mut world = world_with(json!({ "inventory": [
        { "id": "eni-source", "kind": "eni" },
        { "id": "eni-target", "kind": "eni", "attached": true },
        { "id": "eni-free", "kind": "eni", "attached": false },
        { "id": "eni-old", "kind": "eni", "supportsMirroring": false },
        { "id": "eni-nat", "kind": "eni", "attached": false, "natGateway": true },
        { "id": "lb-in", "kind": "slb" },
        { "id": "lb-out", "kind": "slb", "inVpc": false },
    ]}));
    let filter = world.filter();
    for (source, target, kind, code) in [
        (
            "eni-none",
            "eni-target",
            INTERFACE,
            Some("ResourceNotFound.NetworkInterface"),
        ),
        (
            "lb-in",
            "eni-target",
            INTERFACE,
            Some("ResourceNotFound.NetworkInterface"),
        ),
        (
            "eni-source",
            "eni-none",
            INTERFACE,
            Some("ResourceNotFound.NetworkInterface"),
        ),
        (
            "eni-source",
            "lb-in",
            INTERFACE,
            Some("ResourceNotFound.TargetInstance"),
        ),
        (
            "eni-source",
            "eni-target",
            BALANCER,
            Some("ResourceNotFound.TargetInstance"),
        ),
        (
            "eni-source",
            "lb-none",
            BALANCER,
            Some("ResourceNotFound.Slb"),
        ),
        (
            "eni-source",
            "lb-out",
            BALANCER,
            Some("OperationDenied.SlbNotInVpc"),
        ),
        (
            "eni-free",
            "eni-target",
            INTERFACE,
            Some("OperationDenied.FreeNetworkInterface"),
        ),
        (
            "eni-source",
            "eni-free",
            INTERFACE,
            Some("OperationDenied.FreeNetworkInterface"),
        ),
        (
            "eni-old",
            "eni-target",
            INTERFACE,
            Some("OperationDenied.EcsNotSupportTrafficMirror"),
        ),
        (
            "eni-nat",
            "eni-target",
            INTERFACE,
            Some("OperationDenied.UnsupportedTargetType"),
        ),
        ("eni-source", "eni-target", INTERFACE, None),
        ("eni-nat", "lb-in", BALANCER, None),
    ] {
        let params = [
            ("TrafficMirrorSourceIds.1", source),
            ("TrafficMirrorTargetId", target),
            kind,
            ("DryRun", "true"),
        ];
        let answer = world.create_session(&filter, 1, &params);
        assert_eq!(
            answer.code(),
            code.unwrap_or("DryRunOperation"),
            "{source} to {target}"
        );
    }
}

#[test]
fn quotas_are_off_until_they_are_set() {
    let count = |quota: &str, limit: u32| -> Value { json!({ "quotas": { quota: limit } }) };
    let mut world = world_with(count("QuotaExceeded.TrafficMirrorFilter", 2));
    world.filter();
    world.filter();
    assert_eq!(
        world.refused("CreateTrafficMirrorFilter", &[]),
        "QuotaExceeded.TrafficMirrorFilter"
    );

    for (quota, limit) in [
        ("QuotaExceeded.SessionNum", 2),
        ("QuotaExceeded.FilterRelatedSession", 2),
        ("QuotaExceeded.NetworkInterfaceRelatedSession", 2),
        ("QuotaExceeded.SourceNumPerTarget", 2),
    ] {
        let mut world = world_with(count(quota, limit));
        let filter = world.filter();
        world.session(&filter, 1);
        let second = world.session(&filter, 2);
        assert_eq!(world.create_session(&filter, 3, &[]).code(), quota);
        world.ok(
            "DeleteTrafficMirrorSession",
            &[("TrafficMirrorSessionId", &second)],
        );
        world.advance(3_000);
        world.session(&filter, 3);
    }

    let mut world = world_with(count("QuotaExceeded.SourceNumPerSession", 1));
    let filter = world.filter();
    let two = [("TrafficMirrorSourceIds.2", "eni-2")];
    assert_eq!(
        world.create_session(&filter, 1, &two).code(),
        "QuotaExceeded.SourceNumPerSession"
    );
    let mut world = world_with(count("QuotaExceeded.SlbRelatedSession", 1));
    let filter = world.filter();
    let balancer = [BALANCER, ("TrafficMirrorTargetId", "lb-1")];
    world.create_session(&filter, 1, &balancer).expect_ok();
    assert_eq!(
        world.create_session(&filter, 2, &balancer).code(),
        "QuotaExceeded.SlbRelatedSession"
    );
}

/// One item for each thing that can be wrong, under the name of its flag.
fn with_flaws() -> World {
    let sound = |id: &str| json!({ "id": id, "kind": "eni" });
    let eni = |flag: &str, value: bool| json!({ "id": flag, "kind": "eni", flag: value });
    world_with(json!({ "inventory": [
        sound("eni-source"), sound("eni-target"), sound("eni-more"), sound("eni-source1"),
        eni("instanceExists", false), eni("available", false), eni("supportedBusiness", false),
        eni("bondingWithoutMembers", true), eni("natGateway", true),
        { "id": "lb-classic", "kind": "slb", "classic": true, "inVpc": false },
        { "id": "lb-in", "kind": "slb" },
    ] }))
}

const DRY_RUN: (&str, &str) = ("DryRun", "true");

#[test]
fn what_is_wrong_with_an_item_of_the_inventory_is_told_by_its_own_code() {
    let mut world = with_flaws();
    let filter = world.filter();
    for (source, target, kind, code) in [
        (
            "instanceExists",
            "eni-target",
            INTERFACE,
            "ResourceNotFound.EcsInstance",
        ),
        (
            "eni-source",
            "instanceExists",
            INTERFACE,
            "ResourceNotFound.EcsInstance",
        ),
        (
            "available",
            "eni-target",
            INTERFACE,
            "IncorrectStatus.NetworkInterface",
        ),
        (
            "supportedBusiness",
            "eni-target",
            INTERFACE,
            "OperationFailed.NotSupportBizType",
        ),
        // Only an addition of sources lists that code.
        (
            "bondingWithoutMembers",
            "eni-target",
            INTERFACE,
            "DryRunOperation",
        ),
        (
            "eni-source",
            "lb-classic",
            BALANCER,
            "OperationDenied.ClassicSLB",
        ),
        (
            "eni-source",
            "balancer",
            BALANCER,
            "InvalidLoadBalancerId.NotFound",
        ),
    ] {
        let source = ("TrafficMirrorSourceIds.1", source);
        let params = [source, ("TrafficMirrorTargetId", target), kind, DRY_RUN];
        let answer = world.create_session(&filter, 2, &params);
        assert_eq!(answer.code(), code, "{source:?} to {target}");
    }
}

#[test]
fn sources_that_are_added_or_removed_are_held_against_the_inventory() {
    let mut world = with_flaws();
    let filter = world.filter();
    let session = world.session(&filter, 1);
    let (add, remove) = (
        "AddSourcesToTrafficMirrorSession",
        "RemoveSourcesFromTrafficMirrorSession",
    );
    for (action, source, code) in [
        (
            add,
            "bondingWithoutMembers",
            "OperationUnsupported.BondingNetworkInterface",
        ),
        (add, "instanceExists", "ResourceNotFound.EcsInstance"),
        // Only a create lists that code.
        (add, "available", "DryRunOperation"),
        (add, "natGateway", "OperationDenied.UnsupportedTargetType"),
        (add, "eni-none", "ResourceNotFound.NetworkInterface"),
        (add, "eni-more", "DryRunOperation"),
        (remove, "eni-none", "ResourceNotFound.NetworkInterface"),
        (
            remove,
            "eni-more",
            "ResourceNotAssociated.TrafficMirrorSource",
        ),
    ] {
        let session = ("TrafficMirrorSessionId", session.as_str());
        let params = [session, ("TrafficMirrorSourceIds.1", source), DRY_RUN];
        assert_eq!(world.refused(action, &params), code, "{source}");
    }
}

#[test]
fn a_new_target_is_held_against_the_inventory() {
    let mut world = with_flaws();
    let filter = world.filter();
    let session = world.session(&filter, 1);
    for (target, kind, code) in [
        ("lb-none", BALANCER, "ResourceNotFound.Slb"),
        ("lb-classic", BALANCER, "OperationDenied.ClassicSLB"),
        ("lb-in", INTERFACE, "ResourceNotFound.NetworkInterface"),
        ("eni-none", INTERFACE, "ResourceNotFound.NetworkInterface"),
        ("instanceExists", INTERFACE, "ResourceNotFound.EcsInstance"),
        ("lb-in", BALANCER, "DryRunOperation"),
    ] {
        let session = ("TrafficMirrorSessionId", session.as_str());
        let params = [session, ("TrafficMirrorTargetId", target), kind, DRY_RUN];
        let refused = world.refused("UpdateTrafficMirrorSessionAttribute", &params);
        assert_eq!(refused, code, "{target}");
    }
    // A source of a NAT gateway keeps its load balancer.
    let nat = [
        ("TrafficMirrorSourceIds.1", "natGateway"),
        ("TrafficMirrorTargetId", "lb-in"),
        BALANCER,
    ];
    let created = world.create_session(&filter, 2, &nat).expect_ok();
    world.advance(2_000);
    let session = text(&created, "TrafficMirrorSessionId");
    let away = [
        ("TrafficMirrorSessionId", session.as_str()),
        ("TrafficMirrorTargetId", "eni-target"),
        INTERFACE,
    ];
    assert_eq!(
        world.refused("UpdateTrafficMirrorSessionAttribute", &away),
        "OperationDenied.UnsupportedTargetType"
    );
}
