//! The table of operations, the catalogue of errors and the list of regions agree with each other.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use alicloud_traffic_mirror::service::{
    Access, CATALOGUE, CODE_FORMS, Class, Field, FieldShape, Form, Kind, OPERATIONS, Param,
    REGIONS, Scope, Shape, classify, host_for, operation,
};

#[test]
fn the_table_has_the_fifteen_operations_of_the_family_and_four_related_ones() {
    let family = OPERATIONS
        .iter()
        .filter(|row| row.name.contains("TrafficMirror"));
    assert_eq!((family.count(), OPERATIONS.len()), (15, 19));
    let names: BTreeSet<_> = OPERATIONS.iter().map(|row| row.name).collect();
    assert_eq!(names.len(), OPERATIONS.len(), "none is there twice");
    assert!(
        names
            .iter()
            .all(|name| operation(name).is_some_and(|row| row.name == *name))
    );
    assert!(
        operation("deleteTrafficMirrorSession").is_none(),
        "case counts"
    );
}

#[test]
fn every_row_says_what_it_does_and_where_that_is_from() {
    for row in OPERATIONS {
        assert!(row.summary.ends_with('.'), "{}", row.name);
        assert!(
            !row.source.is_empty() && !row.source.ends_with('.'),
            "{}",
            row.name
        );
        for param in row.params {
            check_param(row.name, param);
        }
        for field in row.result {
            check_field(row.name, field);
        }
    }
}

fn check_param(path: &str, param: &Param) {
    let path = format!("{path}.{}", param.name);
    assert!(param.description.ends_with('.'), "{path}");
    let shape = match &param.shape {
        Shape::List { item, max_items } => {
            assert!(*max_items > 0, "{path} has no end");
            *item
        }
        shape => shape,
    };
    match shape {
        Shape::Object { fields, .. } => fields.iter().for_each(|field| check_param(&path, field)),
        Shape::Text(text) => {
            assert!(text.max == 0 || text.min <= text.max, "{path}");
            assert!(!text.any_case || !text.one_of.is_empty(), "{path}");
        }
        Shape::Integer { min, max, default } => {
            assert!(
                default.is_none_or(|default| (*min..=*max).contains(&default)),
                "{path}"
            );
        }
        Shape::Boolean { .. } | Shape::List { .. } => {}
    }
}

fn check_field(path: &str, field: &Field) {
    let path = format!("{path}.{}", field.name);
    assert!(field.description.ends_with('.'), "{path}");
    let mut shape = &field.shape;
    while let FieldShape::List(item) = shape {
        shape = item;
    }
    if let FieldShape::Object(_, fields) = shape {
        fields.iter().for_each(|field| check_field(&path, field));
    }
}

#[test]
fn traits_of_a_row_and_its_parameters_agree() {
    for row in OPERATIONS {
        let has = |name: &str| row.params.iter().any(|param| param.name == name);
        assert!(has("RegionId"), "{}", row.name);
        assert_eq!(has("ClientToken"), row.client_token, "{}", row.name);
        assert_eq!(has("DryRun"), row.dry_run, "{}", row.name);
        assert!(
            row.result.iter().any(|field| field.name == "RequestId"),
            "{}",
            row.name
        );
        assert_eq!(row.is_async, row.poll.is_some(), "{}", row.name);
        if let Some(list) = row.poll {
            let list = operation(list).expect("what is polled is in the table");
            assert_eq!(list.kind, Access::Read);
        }
        assert!(
            row.kind == Access::Write || !row.is_async && !row.dry_run,
            "{}",
            row.name
        );
    }
}

#[test]
fn names_are_given_once_in_a_row() {
    for row in OPERATIONS {
        let params: BTreeSet<_> = row.params.iter().map(|param| param.name).collect();
        assert_eq!(params.len(), row.params.len(), "{}", row.name);
        // The request checker keeps a bit for each.
        assert!(params.len() <= 64);
        let fields: BTreeSet<_> = row.result.iter().map(|field| field.name).collect();
        assert_eq!(fields.len(), row.result.len(), "{}", row.name);
        let errors: BTreeSet<_> = row.errors.iter().collect();
        assert_eq!(errors.len(), row.errors.len(), "{}", row.name);
    }
}

#[test]
fn tagged_and_moved_objects_may_be_named_in_any_case() {
    for name in [
        "TagResources",
        "UnTagResources",
        "ListTagResources",
        "MoveResourceGroup",
    ] {
        let row = operation(name).unwrap();
        let kind = row
            .params
            .iter()
            .find(|param| param.name == "ResourceType")
            .unwrap();
        let Shape::Text(text) = kind.shape else {
            panic!("{name}")
        };
        assert!(text.any_case && text.form == Form::Any, "{name}");
        let values: Vec<_> = text
            .one_of
            .iter()
            .map(|value| value.to_uppercase())
            .collect();
        assert_eq!(values, ["TRAFFICMIRRORFILTER", "TRAFFICMIRRORSESSION"]);
    }
}

#[test]
fn every_refusal_that_a_row_lists_is_catalogued_with_its_status() {
    let mut codes = BTreeSet::new();
    for row in OPERATIONS {
        for (code, status) in row.errors {
            let known = CATALOGUE.iter().find(|known| known.code == *code);
            let known = known.unwrap_or_else(|| panic!("{code} of {}", row.name));
            assert!(known.statuses.contains(status), "{code} of {}", row.name);
            assert_ne!(known.scope, Scope::Unlisted, "{code} of {}", row.name);
            codes.insert(*code);
        }
    }
    assert_eq!(codes.len(), 71);
}

#[test]
fn every_catalogued_refusal_is_listed_by_a_row_or_said_to_be_common() {
    for known in CATALOGUE {
        let mut errors = OPERATIONS.iter().flat_map(|row| row.errors);
        let is_listed = errors.any(|(code, _)| *code == known.code);
        match known.scope {
            Scope::Listed => assert!(is_listed, "{}", known.code),
            Scope::Unlisted => assert!(!is_listed, "{}", known.code),
            // Rows may list what any operation can answer.
            Scope::Any => {}
        }
    }
}

#[test]
fn no_code_is_catalogued_twice_and_every_hint_is_a_sentence() {
    let codes: BTreeSet<_> = CATALOGUE.iter().map(|row| row.code).collect();
    assert_eq!(codes.len(), CATALOGUE.len());
    for row in CATALOGUE {
        assert!(!row.code.is_empty());
        assert!(
            row.hint.len() > 10 && row.hint.ends_with('.'),
            "{}",
            row.code
        );
        assert!(row.hint.starts_with(char::is_uppercase), "{}", row.code);
        assert!(
            row.statuses
                .iter()
                .all(|status| (400..600).contains(status)),
            "{}",
            row.code
        );
        assert_eq!(classify(row.code), row.class);
    }
}

#[test]
fn a_code_outside_the_catalogue_is_judged_by_its_form_alone() {
    let kind_of = |code: &str| {
        assert!(
            CATALOGUE.iter().all(|row| row.code != code),
            "{code} is known"
        );
        let Class { kind, retryable } = classify(code);
        (kind, retryable)
    };
    for (code, expected) in [
        ("IncorrectStatus", (Kind::Busy, true)),
        ("IncorrectStatus.%s", (Kind::Busy, true)),
        ("IncorrectStatus.Eni", (Kind::Busy, true)),
        ("QuotaExceeded.Anything", (Kind::Quota, false)),
        ("OperationFailed.QuotaExceeded", (Kind::Quota, false)),
        ("SizeLimitExceeded.Anything", (Kind::Quota, false)),
        ("ResourceNotFound", (Kind::NotFound, false)),
        ("ResourceNotFound.Vpc", (Kind::NotFound, false)),
        ("InvalidVpcId.NotFound", (Kind::NotFound, false)),
        ("Throttling.Resource", (Kind::Throttled, true)),
        ("Gateway.Throttling.Hard", (Kind::Throttled, true)),
        ("InvalidThrottling.NotFound", (Kind::Throttled, true)),
        ("ServiceUnavailableTemporary", (Kind::Unavailable, true)),
        ("InternalError.Database", (Kind::Unavailable, true)),
        ("SystemBusy.Later", (Kind::Unavailable, true)),
        ("InvalidTimeStamp.Expired.Again", (Kind::Clock, true)),
        ("InvalidTimeStamp.Other", (Kind::Auth, false)),
        ("SignatureExpired", (Kind::Auth, false)),
        ("InvalidAccessKeyId", (Kind::Auth, false)),
        ("InvalidSecurityToken", (Kind::Auth, false)),
        ("Forbidden.SubUser", (Kind::Auth, false)),
        ("Unauthorized.Action", (Kind::Auth, false)),
        ("NotAuthorized", (Kind::Auth, false)),
        ("AccessDenied", (Kind::Auth, false)),
        ("DependencyViolation.Other", (Kind::Dependency, false)),
        (
            "OperationFailed.OtherTokenProcessing",
            (Kind::Conflict, true),
        ),
        ("OperationConflict.Other", (Kind::Conflict, true)),
        ("TaskConflict.Other", (Kind::Conflict, true)),
        ("IdempotenceParamNotMatch", (Kind::Conflict, false)),
        ("ResourceAlreadyExist.Other", (Kind::Conflict, false)),
        ("Duplicated.Name", (Kind::Conflict, false)),
        ("InvalidRegionId", (Kind::Invalid, false)),
        ("IllegalParam.Other", (Kind::Invalid, false)),
        ("MissingRegionId", (Kind::Invalid, false)),
        ("UnsupportedFeature.Other", (Kind::Invalid, false)),
        ("BothEmpty.Other", (Kind::Invalid, false)),
        ("OperationUnsupported.Other", (Kind::Invalid, false)),
        ("OperationDenied.Other", (Kind::Invalid, false)),
        ("OperationFailed.Other", (Kind::Other, false)),
        ("notFound", (Kind::Other, false)),
        ("NotFound.Later", (Kind::Other, false)),
        ("throttling", (Kind::Other, false)),
        ("x", (Kind::Other, false)),
        ("", (Kind::Other, false)),
        ("Ümlaut.NotFound", (Kind::NotFound, false)),
    ] {
        assert_eq!(kind_of(code), expected, "{code}");
    }
}

#[test]
fn every_form_can_be_reached() {
    for (at, (form, part, class)) in CODE_FORMS.iter().enumerate() {
        let earlier = CODE_FORMS[..at]
            .iter()
            .find(|(other, start, _)| other == form && (part.starts_with(start)));
        assert!(earlier.is_none(), "{part} comes after {earlier:?}");
        // A code of exactly this form: known ones are in the catalogue for a reason of their own.
        if CATALOGUE.iter().all(|row| row.code != *part) {
            assert_eq!(classify(part), *class, "{part}");
        }
    }
}

#[test]
fn twenty_two_regions_are_documented_to_mirror() {
    let mirroring: Vec<_> = REGIONS
        .iter()
        .filter(|region| region.traffic_mirroring)
        .map(|region| region.region_id)
        .collect();
    assert_eq!(
        mirroring,
        [
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-southeast-3",
            "ap-southeast-5",
            "ap-southeast-7",
            "cn-beijing",
            "cn-chengdu",
            "cn-guangzhou",
            "cn-hangzhou",
            "cn-heyuan",
            "cn-hongkong",
            "cn-huhehaote",
            "cn-qingdao",
            "cn-shanghai",
            "cn-shenzhen",
            "cn-zhangjiakou",
            "eu-central-1",
            "eu-west-1",
            "us-east-1",
            "us-west-1",
        ]
    );
    assert!(
        REGIONS.is_sorted_by(|a, b| a.region_id < b.region_id),
        "in order, none twice"
    );
}

#[test]
fn five_regions_are_served_by_the_central_host_and_all_others_by_the_rule() {
    let central: Vec<_> = REGIONS
        .iter()
        .filter(|region| region.host() == "vpc.aliyuncs.com")
        .map(|region| region.region_id)
        .collect();
    assert_eq!(
        central,
        [
            "cn-beijing-gov-1",
            "cn-hangzhou",
            "cn-north-2-gov-1",
            "cn-shanghai-finance-1",
            "cn-shenzhen-finance-1",
        ]
    );
    for region in REGIONS
        .iter()
        .filter(|region| !central.contains(&region.region_id))
    {
        assert_eq!(
            region.host(),
            format!("vpc.{}.aliyuncs.com", region.region_id)
        );
    }
    // A region that is newer than this table.
    assert_eq!(host_for("xx-new-9"), "vpc.xx-new-9.aliyuncs.com");
}
