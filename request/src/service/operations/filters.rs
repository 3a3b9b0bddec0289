//! Filters: which packets a session mirrors.

use super::rules::{LISTED_RULES, RULE_LIST};
use super::shared::{
    ANY, CLIENT_TOKEN, DESCRIPTION, DRY_RUN, FILTER_ID, ID_LIST, MAX_RESULTS, NAME, NEXT_TOKEN,
    REGION_ID, RESOURCE_GROUP_ID, RESULT_CREATION_TIME, RESULT_NEXT_TOKEN, RESULT_REQUEST_ID,
    RESULT_RESOURCE_GROUP_ID, RESULT_TAGS, RESULT_TOTAL_COUNT, STATES, TAG_LIST, field, param,
    text_field,
};
use crate::service::{Access, Confidence, Field, FieldShape, Operation, doc, full};

pub(super) const CREATE: Operation = Operation {
    name: "CreateTrafficMirrorFilter",
    kind: Access::Write,
    is_async: full(true),
    client_token: true,
    dry_run: full(true),
    serialized_per: full(None),
    poll: full(Some("ListTrafficMirrorFilters")),
    rate: full(None),
    params: &[
        REGION_ID,
        param(
            "TrafficMirrorFilterName",
            false,
            NAME,
            "Name of the filter.",
        ),
        param(
            "TrafficMirrorFilterDescription",
            false,
            DESCRIPTION,
            "Description of the filter.",
        ),
        param("IngressRules", false, RULE_LIST, "Inbound rules."),
        param("EgressRules", false, RULE_LIST, "Outbound rules."),
        RESOURCE_GROUP_ID,
        param("Tag", false, TAG_LIST, "Tags of the new filter."),
        CLIENT_TOKEN,
        DRY_RUN,
    ],
    result: &[
        text_field("TrafficMirrorFilterId", "The new filter."),
        RESULT_RESOURCE_GROUP_ID,
        RESULT_REQUEST_ID,
    ],
    errors: full(&[
        ("UnsupportedFeature.IpVersion", 400),
        ("IncorrectBusinessStatus.TrafficMirror", 400),
        ("OptInRequired.TrafficMirror", 400),
        ("QuotaExceeded.TrafficMirrorFilter", 400),
        ("DuplicatedParam.Priority", 400),
        ("UnsupportedRegion", 400),
        ("IllegalParamFormat.SrcCidrBlock", 400),
        ("IllegalParamFormat.DstCidrBlock", 400),
    ]),
    summary: doc("Creates a filter, with its rules if any are given."),
    source: doc(
        "API reference and official metadata; that IpVersion may be left out is from the Terraform provider",
    ),
    confidence: full(Confidence::Mixed),
};

pub(super) const LIST: Operation = Operation {
    name: "ListTrafficMirrorFilters",
    kind: Access::Read,
    is_async: full(false),
    client_token: false,
    dry_run: full(false),
    serialized_per: full(None),
    poll: full(None),
    rate: full(None),
    params: &[
        REGION_ID,
        param(
            "TrafficMirrorFilterIds",
            false,
            ID_LIST,
            "Only these filters.",
        ),
        param(
            "TrafficMirrorFilterName",
            false,
            ANY,
            "Only filters of this name.",
        ),
        RESOURCE_GROUP_ID,
        param(
            "Tags",
            false,
            TAG_LIST,
            "Only filters that carry these tags.",
        ),
        MAX_RESULTS,
        NEXT_TOKEN,
    ],
    result: &[
        field(
            "TrafficMirrorFilters",
            FieldShape::List(&FieldShape::Object(doc("TrafficMirrorFilter"), FILTER)),
            "The filters of this page.",
        ),
        RESULT_NEXT_TOKEN,
        RESULT_TOTAL_COUNT,
        field("Count", FieldShape::Integer, "Filters on this page."),
        field("MaxResults", FieldShape::Integer, "Page size in effect."),
        RESULT_REQUEST_ID,
    ],
    errors: full(&[]),
    summary: doc("Pages through filters, with their rules."),
    source: doc("API reference; the official metadata allows 10 tags, the reference 20"),
    confidence: full(Confidence::Mixed),
};

pub(super) const UPDATE: Operation = Operation {
    name: "UpdateTrafficMirrorFilterAttribute",
    kind: Access::Write,
    is_async: full(false),
    client_token: true,
    dry_run: full(true),
    serialized_per: full(Some("filter")),
    poll: full(None),
    rate: full(None),
    params: &[
        REGION_ID,
        param(
            "TrafficMirrorFilterId",
            true,
            FILTER_ID,
            "The filter to change.",
        ),
        param("TrafficMirrorFilterName", false, NAME, "New name."),
        param(
            "TrafficMirrorFilterDescription",
            false,
            DESCRIPTION,
            "New description.",
        ),
        CLIENT_TOKEN,
        DRY_RUN,
    ],
    result: &[RESULT_REQUEST_ID],
    errors: full(&[
        ("ResourceNotFound.TrafficMirrorFilter", 400),
        ("IncorrectStatus.TrafficMirrorFilter", 400),
    ]),
    summary: doc("Changes the name or the description of a filter."),
    source: doc("API reference and official metadata"),
    confidence: full(Confidence::Documented),
};

pub(super) const DELETE: Operation = Operation {
    name: "DeleteTrafficMirrorFilter",
    kind: Access::Write,
    is_async: full(true),
    client_token: true,
    dry_run: full(true),
    serialized_per: full(Some("filter")),
    poll: full(Some("ListTrafficMirrorFilters")),
    rate: full(None),
    params: &[
        REGION_ID,
        param(
            "TrafficMirrorFilterId",
            true,
            FILTER_ID,
            "The filter to delete.",
        ),
        CLIENT_TOKEN,
        DRY_RUN,
    ],
    result: &[RESULT_REQUEST_ID],
    errors: full(&[
        ("ResourceNotFound.TrafficMirrorFilter", 400),
        ("IncorrectStatus.TrafficMirrorFilter", 400),
        ("IncorrectStatus.TrafficMirrorRule", 400),
        ("DependencyViolation.TrafficMirrorSession", 400),
    ]),
    summary: doc("Deletes a filter that no session uses."),
    source: doc("API reference and official metadata"),
    confidence: full(Confidence::Documented),
};

const FILTER: &[Field] = &[
    text_field("TrafficMirrorFilterId", "Identifier of the filter."),
    text_field("TrafficMirrorFilterName", "Name of the filter."),
    text_field(
        "TrafficMirrorFilterDescription",
        "Description of the filter.",
    ),
    field(
        "TrafficMirrorFilterStatus",
        FieldShape::Text(full(STATES)),
        "State of the filter.",
    ),
    field("IngressRules", LISTED_RULES, "Inbound rules."),
    field("EgressRules", LISTED_RULES, "Outbound rules."),
    RESULT_RESOURCE_GROUP_ID,
    RESULT_TAGS,
    RESULT_CREATION_TIME,
];
