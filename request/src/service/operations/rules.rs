//! Rules: what a filter lets through to a session's target, each for one direction of traffic.

use super::shared::{
    CLIENT_TOKEN, DRY_RUN, FILTER_ID, PLAIN, REGION_ID, RESULT_REQUEST_ID, STATES, field, integer,
    one_of, param, text, text_field,
};
use crate::service::{
    Access, Confidence, Field, FieldShape, Form, Operation, Param, Shape, Text, doc, full,
};

pub(super) const CREATE: Operation = Operation {
    name: "CreateTrafficMirrorFilterRules",
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
            "The filter to add rules to.",
        ),
        param("IngressRules", false, RULE_LIST, "Inbound rules to add."),
        param("EgressRules", false, RULE_LIST, "Outbound rules to add."),
        CLIENT_TOKEN,
        DRY_RUN,
    ],
    result: &[
        field("IngressRules", MADE_RULES, "The new inbound rules."),
        field("EgressRules", MADE_RULES, "The new outbound rules."),
        RESULT_REQUEST_ID,
    ],
    errors: full(&[
        ("ResourceNotFound.TrafficMirrorFilter", 400),
        ("IncorrectStatus.TrafficMirrorFilter", 400),
        ("IncorrectStatus.TrafficMirrorSession", 400),
        ("QuotaExceeded.TrafficMirrorRulesPerFilter", 400),
        ("DuplicatedParam.Priority", 400),
        ("UnsupportedRegion", 400),
        ("IllegalParam.CidrBlock", 400),
    ]),
    summary: doc("Adds rules to a filter."),
    source: doc(
        "API reference; the official metadata requires Action and Protocol of outbound rules only, and IpVersion, which clients leave out",
    ),
    confidence: full(Confidence::Mixed),
};

pub(super) const UPDATE: Operation = Operation {
    name: "UpdateTrafficMirrorFilterRuleAttribute",
    kind: Access::Write,
    is_async: full(true),
    client_token: true,
    dry_run: full(true),
    serialized_per: full(Some("rule")),
    poll: full(Some("ListTrafficMirrorFilters")),
    rate: full(None),
    params: &[
        REGION_ID,
        param(
            "TrafficMirrorFilterRuleId",
            true,
            RULE_ID,
            "The rule to change; it stays in its filter and keeps its IP version.",
        ),
        // `Action` is taken: it names the operation.
        param(
            "RuleAction",
            false,
            one_of(ACTIONS),
            "New action; called `Action` wherever else a rule is written.",
        ),
        param("Protocol", false, one_of(PROTOCOLS), "New protocol."),
        param(
            "Priority",
            false,
            RULE_PRIORITY,
            "New priority, unique in the filter and direction.",
        ),
        param(
            "SourceCidrBlock",
            false,
            text(Form::Cidr),
            "New source addresses, as a CIDR block.",
        ),
        param(
            "DestinationCidrBlock",
            false,
            text(Form::Cidr),
            "New destination addresses, as a CIDR block.",
        ),
        param(
            "SourcePortRange",
            false,
            text(Form::PortRange),
            "New source ports, `first/last`; a rule for ICMP has none to change.",
        ),
        param(
            "DestinationPortRange",
            false,
            text(Form::PortRange),
            "New destination ports, `first/last`; a rule for ICMP has none to change.",
        ),
        CLIENT_TOKEN,
        DRY_RUN,
    ],
    result: &[RESULT_REQUEST_ID],
    errors: full(&[
        ("ResourceNotFound.TrafficMirrorRule", 400),
        ("IncorrectStatus.TrafficMirrorRule", 400),
        ("DuplicatedParam.Priority", 400),
    ]),
    summary: doc("Changes a rule."),
    source: doc("API reference and official metadata"),
    confidence: full(Confidence::Documented),
};

pub(super) const DELETE: Operation = Operation {
    name: "DeleteTrafficMirrorFilterRules",
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
            "The filter that the rules belong to.",
        ),
        param(
            "TrafficMirrorFilterRuleIds",
            true,
            RULE_ID_LIST,
            "The rules to delete, of either direction.",
        ),
        CLIENT_TOKEN,
        DRY_RUN,
    ],
    result: &[RESULT_REQUEST_ID],
    errors: full(&[
        ("ResourceNotFound.TrafficMirrorRule", 400),
        ("IncorrectStatus.TrafficMirrorRule", 400),
        ("IncorrectStatus.TrafficMirrorFilter", 400),
        ("ResourceNotFound.TrafficMirrorFilter", 400),
    ]),
    summary: doc("Deletes rules of a filter."),
    source: doc("API reference and official metadata"),
    confidence: full(Confidence::Documented),
};

const RULE_ID: Shape = text(Form::Id(full("tmr-")));
const RULE_ID_LIST: Shape = Shape::List {
    item: &Shape::Text(Text {
        form: Form::Id(full("tmr-")),
        max: full(128),
        ..PLAIN
    }),
    max_items: full(100),
};

/// No range is documented; the Terraform provider keeps to 1 to 10.
const RULE_PRIORITY: Shape = integer(i64::MIN, i64::MAX);

/// Where rules are made, an identifier goes by another name than where they are listed.
const MADE_RULES: FieldShape = FieldShape::List(&FieldShape::Object(
    doc("CreatedTrafficMirrorFilterRule"),
    &[text_field("InstanceId", "Identifier of the rule.")],
));

const ACTIONS: &[&str] = &["accept", "drop"];
const PROTOCOLS: &[&str] = &["ALL", "ICMP", "TCP", "UDP"];
const IP_VERSIONS: &[&str] = &["IPv4", "IPv6"];

/// The rules of one direction, in a request.
pub(super) const RULE_LIST: Shape = Shape::List {
    item: &Shape::Object {
        type_name: doc("TrafficMirrorRuleParam"),
        fields: RULE_PARAMS,
    },
    max_items: full(10),
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
        RULE_PRIORITY,
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

/// The rules of one direction, in an answer.
pub(super) const LISTED_RULES: FieldShape =
    FieldShape::List(&FieldShape::Object(doc("TrafficMirrorFilterRule"), RULE));

const RULE: &[Field] = &[
    text_field("TrafficMirrorFilterRuleId", "Identifier of the rule."),
    text_field(
        "TrafficMirrorFilterId",
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
    text_field("SourceCidrBlock", "Source addresses to match."),
    text_field("DestinationCidrBlock", "Destination addresses to match."),
    text_field("SourcePortRange", "Source ports; `-1/-1` for ALL and ICMP."),
    text_field(
        "DestinationPortRange",
        "Destination ports; `-1/-1` for ALL and ICMP.",
    ),
];
