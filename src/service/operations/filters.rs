//! Filters: which packets a session mirrors.

use super::{
    ANY, CLIENT_TOKEN, DESCRIPTION, DRY_RUN, FILTER_ID, ID_LIST, MAX_RESULTS, NAME, NEXT_TOKEN,
    REGION_ID, RESOURCE_GROUP_ID, RESULT_CREATION_TIME, RESULT_NEXT_TOKEN, RESULT_REQUEST_ID,
    RESULT_RESOURCE_GROUP_ID, RESULT_TAGS, RESULT_TOTAL_COUNT, STATES, TAG_LIST, doc, field, full,
    integer, one_of, param, text,
};
use crate::service::{Access, Confidence, Field, FieldShape, Form, Operation, Param, Shape};

pub(super) const CREATE: Operation = Operation {
    name: "CreateTrafficMirrorFilter",
    kind: Access::Write,
    is_async: true,
    client_token: true,
    dry_run: true,
    serialized_per: None,
    poll: Some("ListTrafficMirrorFilters"),
    rate: None,
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
        field(
            "TrafficMirrorFilterId",
            FieldShape::Text(&[]),
            "The new filter.",
        ),
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
    source: doc("API reference and official metadata"),
    confidence: Confidence::Documented,
};

pub(super) const LIST: Operation = Operation {
    name: "ListTrafficMirrorFilters",
    kind: Access::Read,
    is_async: false,
    client_token: false,
    dry_run: false,
    serialized_per: None,
    poll: None,
    rate: None,
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
            FieldShape::List(&FieldShape::Object("TrafficMirrorFilter", FILTER)),
            "The filters of this page.",
        ),
        RESULT_NEXT_TOKEN,
        RESULT_TOTAL_COUNT,
        field("Count", FieldShape::Integer, "Filters on this page."),
        field("MaxResults", FieldShape::Integer, "Page size in effect."),
        RESULT_REQUEST_ID,
    ],
    errors: &[],
    summary: doc("Pages through filters, with their rules."),
    source: doc("API reference and official metadata"),
    confidence: Confidence::Documented,
};

pub(super) const DELETE: Operation = Operation {
    name: "DeleteTrafficMirrorFilter",
    kind: Access::Write,
    is_async: true,
    client_token: true,
    dry_run: true,
    serialized_per: Some("filter"),
    poll: Some("ListTrafficMirrorFilters"),
    rate: None,
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
    confidence: Confidence::Documented,
};

const ACTIONS: &[&str] = &["accept", "drop"];
const PROTOCOLS: &[&str] = &["ALL", "ICMP", "TCP", "UDP"];
const IP_VERSIONS: &[&str] = &["IPv4", "IPv6"];

const RULE_LIST: Shape = Shape::List {
    item: &Shape::Object {
        type_name: "TrafficMirrorRuleParam",
        fields: RULE_PARAMS,
    },
    max_items: 10,
};

const RULE_PARAMS: &[Param] = &[
    param(
        "Action",
        true,
        one_of(ACTIONS),
        "`accept` mirrors a packet that matches, `drop` does not; the original packet is delivered either way.",
    ),
    param("Protocol", true, one_of(PROTOCOLS), "Protocol to match."),
    param(
        "IpVersion",
        false,
        one_of(IP_VERSIONS),
        "IP version to match. Flagged as required since 2025, but callers that leave it out are still served.",
    ),
    param(
        "Priority",
        false,
        integer(i64::MIN, i64::MAX),
        "Smaller wins; unique in a filter and direction.",
    ),
    param(
        "SourceCidrBlock",
        false,
        text(Form::Cidr),
        "Source addresses to match, as a CIDR block.",
    ),
    param(
        "DestinationCidrBlock",
        false,
        text(Form::Cidr),
        "Destination addresses to match, as a CIDR block.",
    ),
    param(
        "SourcePortRange",
        false,
        text(Form::PortRange),
        "Source ports, `first/last`; leave it out for ALL and ICMP.",
    ),
    param(
        "DestinationPortRange",
        false,
        text(Form::PortRange),
        "Destination ports, `first/last`; leave it out for ALL and ICMP.",
    ),
];

const FILTER: &[Field] = &[
    field(
        "TrafficMirrorFilterId",
        FieldShape::Text(&[]),
        "Identifier of the filter.",
    ),
    field(
        "TrafficMirrorFilterName",
        FieldShape::Text(&[]),
        "Name of the filter.",
    ),
    field(
        "TrafficMirrorFilterDescription",
        FieldShape::Text(&[]),
        "Description of the filter.",
    ),
    field(
        "TrafficMirrorFilterStatus",
        FieldShape::Text(full(STATES)),
        "State of the filter.",
    ),
    field("IngressRules", RULES, "Inbound rules."),
    field("EgressRules", RULES, "Outbound rules."),
    RESULT_RESOURCE_GROUP_ID,
    RESULT_TAGS,
    RESULT_CREATION_TIME,
];

const RULES: FieldShape = FieldShape::List(&FieldShape::Object("TrafficMirrorFilterRule", RULE));

const RULE: &[Field] = &[
    field(
        "TrafficMirrorFilterRuleId",
        FieldShape::Text(&[]),
        "Identifier of the rule.",
    ),
    field(
        "TrafficMirrorFilterId",
        FieldShape::Text(&[]),
        "The filter that the rule belongs to.",
    ),
    field(
        "TrafficMirrorFilterRuleStatus",
        FieldShape::Text(full(STATES)),
        "State of the rule.",
    ),
    field(
        "TrafficDirection",
        FieldShape::Text(full(&["ingress", "egress"])),
        "Direction of the traffic that the rule matches.",
    ),
    field(
        "Action",
        FieldShape::Text(full(ACTIONS)),
        "Whether a packet that matches is mirrored.",
    ),
    field(
        "Protocol",
        FieldShape::Text(full(PROTOCOLS)),
        "Protocol to match.",
    ),
    field(
        "IpVersion",
        FieldShape::Text(full(IP_VERSIONS)),
        "IP version to match; older answers lack it.",
    ),
    field(
        "Priority",
        FieldShape::Integer,
        "Smaller wins; unique in a filter and direction.",
    ),
    field(
        "SourceCidrBlock",
        FieldShape::Text(&[]),
        "Source addresses to match.",
    ),
    field(
        "DestinationCidrBlock",
        FieldShape::Text(&[]),
        "Destination addresses to match.",
    ),
    field(
        "SourcePortRange",
        FieldShape::Text(&[]),
        "Source ports; `-1/-1` for ALL and ICMP.",
    ),
    field(
        "DestinationPortRange",
        FieldShape::Text(&[]),
        "Destination ports; `-1/-1` for ALL and ICMP.",
    ),
];
