//! Sessions: one or more network interfaces whose traffic is copied to a target.

use super::shared::{
    CLIENT_TOKEN, DESCRIPTION, DRY_RUN, FILTER_ID, ID, ID_LIST, MAX_RESULTS, NAME, NEXT_TOKEN,
    PLAIN_ID, PRIORITY, REGION_ID, RESOURCE_GROUP_ID, RESULT_CREATION_TIME, RESULT_NEXT_TOKEN,
    RESULT_REQUEST_ID, RESULT_RESOURCE_GROUP_ID, RESULT_TAGS, RESULT_TOTAL_COUNT, SESSION_ID,
    STATES, TAG_LIST, VNI, field, flag, one_of, param, text_field,
};
use crate::service::{Access, Confidence, Field, FieldShape, Operation, Rate, Shape, doc, full};

pub(super) const CREATE: Operation = Operation {
    name: "CreateTrafficMirrorSession",
    kind: Access::Write,
    is_async: full(true),
    client_token: true,
    dry_run: full(true),
    serialized_per: full(None),
    poll: full(Some("ListTrafficMirrorSessions")),
    rate: full(Some(Rate {
        calls: 600,
        period_ms: 60_000,
    })),
    params: &[
        REGION_ID,
        param(
            "TrafficMirrorTargetId",
            true,
            PLAIN_ID,
            "Network interface (`eni-`) or internal load balancer (`lb-`) that receives the copies.",
        ),
        param(
            "TrafficMirrorTargetType",
            true,
            one_of(TARGET_TYPES),
            "Kind of the target.",
        ),
        param(
            "TrafficMirrorSourceIds",
            true,
            SOURCE_LIST,
            "Network interfaces whose traffic is mirrored.",
        ),
        param(
            "TrafficMirrorFilterId",
            true,
            FILTER_ID,
            "Filter that picks the packets.",
        ),
        param(
            "Priority",
            true,
            PRIORITY,
            "Smaller wins; unique per account and region.",
        ),
        param(
            "TrafficMirrorSessionName",
            false,
            NAME,
            "Name of the session.",
        ),
        param(
            "TrafficMirrorSessionDescription",
            false,
            DESCRIPTION,
            "Description of the session.",
        ),
        param(
            "VirtualNetworkId",
            false,
            VNI,
            "VXLAN network identifier by which the target tells sessions apart; random when left out.",
        ),
        param(
            "PacketLength",
            false,
            PACKET_LENGTH,
            "Bytes of each packet to copy, without the VXLAN wrapper; offered in some regions only.",
        ),
        param(
            "Enabled",
            false,
            flag(Some(false)),
            "Whether mirroring starts at once.",
        ),
        RESOURCE_GROUP_ID,
        param("Tag", false, TAG_LIST, "Tags of the new session."),
        CLIENT_TOKEN,
        DRY_RUN,
    ],
    result: &[
        text_field("TrafficMirrorSessionId", "The new session."),
        RESULT_RESOURCE_GROUP_ID,
        RESULT_REQUEST_ID,
    ],
    errors: full(&[
        ("IncorrectBusinessStatus.TrafficMirror", 400),
        ("OptInRequired.TrafficMirror", 400),
        ("DuplicatedParam.SourceInstanceIds", 400),
        ("OperationDenied.DuplicateRole", 400),
        ("ResourceNotFound.NetworkInterface", 400),
        ("ResourceNotFound.EcsInstance", 400),
        ("ResourceNotFound.Slb", 400),
        ("OperationDenied.SlbNotInVpc", 400),
        ("ResourceNotFound.TrafficMirrorFilter", 400),
        ("IncorrectStatus.TrafficMirrorFilter", 400),
        ("OperationDenied.EcsNotSupportTrafficMirror", 400),
        ("QuotaExceeded.SessionNum", 400),
        ("QuotaExceeded.FilterRelatedSession", 400),
        ("QuotaExceeded.SourceNumPerSession", 400),
        ("QuotaExceeded.NetworkInterfaceRelatedSession", 400),
        ("QuotaExceeded.SlbRelatedSession", 400),
        ("UnsupportedRegion", 400),
        ("InvalidLoadBalancerId.NotFound", 400),
        ("OperationDenied.FreeNetworkInterface", 400),
        ("OperationDenied.ClassicSLB", 400),
        ("ResourceNotFound.TargetInstance", 400),
        ("QuotaExceeded.SourceNumPerTarget", 400),
        ("IncorrectStatus.NetworkInterface", 400),
        ("OperationFailed.NotSupportBizType", 400),
        ("IllegalParam.Priority", 400),
        ("OperationDenied.UnsupportedTargetType", 400),
    ]),
    summary: doc("Creates a session; it mirrors nothing until it is enabled."),
    source: doc(
        "API reference and official metadata, which differ on the number of sources (1 and 30); the rate is from the API portal's page of 2023-03-16",
    ),
    confidence: full(Confidence::Mixed),
};

pub(super) const LIST: Operation = Operation {
    name: "ListTrafficMirrorSessions",
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
            "TrafficMirrorSessionIds",
            false,
            ID_LIST,
            "Only these sessions.",
        ),
        param(
            "TrafficMirrorSessionName",
            false,
            NAME,
            "Only sessions of this name.",
        ),
        param(
            "TrafficMirrorSourceId",
            false,
            PLAIN_ID,
            "Only sessions that mirror this network interface.",
        ),
        param(
            "TrafficMirrorTargetId",
            false,
            PLAIN_ID,
            "Only sessions with this target.",
        ),
        param(
            "TrafficMirrorFilterId",
            false,
            FILTER_ID,
            "Only sessions that use this filter.",
        ),
        param(
            "VirtualNetworkId",
            false,
            VNI,
            "Only sessions with this VXLAN network identifier.",
        ),
        param(
            "Priority",
            false,
            PRIORITY,
            "Only the session of this priority.",
        ),
        param(
            "Enabled",
            false,
            flag(None),
            "Only sessions that are on, or only those that are off.",
        ),
        RESOURCE_GROUP_ID,
        param(
            "Tags",
            false,
            TAG_LIST,
            "Only sessions that carry these tags.",
        ),
        MAX_RESULTS,
        NEXT_TOKEN,
    ],
    result: &[
        field(
            "TrafficMirrorSessions",
            FieldShape::List(&FieldShape::Object(doc("TrafficMirrorSession"), SESSION)),
            "The sessions of this page.",
        ),
        RESULT_NEXT_TOKEN,
        RESULT_TOTAL_COUNT,
        RESULT_REQUEST_ID,
    ],
    errors: full(&[]),
    summary: doc("Pages through sessions."),
    source: doc(
        "API reference; the official metadata allows 10 tags, the reference 20; that Enabled has no default is from clients",
    ),
    confidence: full(Confidence::Mixed),
};

pub(super) const DELETE: Operation = Operation {
    name: "DeleteTrafficMirrorSession",
    kind: Access::Write,
    is_async: full(true),
    client_token: true,
    dry_run: full(true),
    serialized_per: full(Some("session")),
    poll: full(Some("ListTrafficMirrorSessions")),
    rate: full(None),
    params: &[
        REGION_ID,
        param(
            "TrafficMirrorSessionId",
            true,
            SESSION_ID,
            "The session to delete.",
        ),
        CLIENT_TOKEN,
        DRY_RUN,
    ],
    result: &[RESULT_REQUEST_ID],
    errors: full(&[
        ("ResourceNotFound.TrafficMirrorSession", 400),
        ("IncorrectStatus.TrafficMirrorSession", 400),
        ("IncorrectStatus.TrafficMirrorFilter", 400),
    ]),
    summary: doc("Deletes a session."),
    source: doc("API reference; that it is asynchronous stands in its prose, not in its metadata"),
    confidence: full(Confidence::Documented),
};

pub(super) const TARGET_TYPES: &[&str] = &["NetworkInterface", "SLB"];

const PACKET_LENGTH: Shape = packet_length(Some(1_500));

pub(super) const fn packet_length(default: Option<i64>) -> Shape {
    Shape::Integer {
        min: full(64),
        max: full(8_500),
        default: full(default),
    }
}

/// The prose says one source per session (ten in a removal), the schema 30; the effective cap is a quota.
pub(super) const SOURCE_LIST: Shape = Shape::List {
    item: &ID,
    max_items: full(30),
};

const SESSION: &[Field] = &[
    text_field("TrafficMirrorSessionId", "Identifier of the session."),
    text_field("TrafficMirrorSessionName", "Name of the session."),
    text_field(
        "TrafficMirrorSessionDescription",
        "Description of the session.",
    ),
    field(
        "TrafficMirrorSessionStatus",
        FieldShape::Text(full(STATES)),
        "State of the session.",
    ),
    field(
        "TrafficMirrorSessionBusinessStatus",
        FieldShape::Text(full(&["Normal", "FinancialLocked"])),
        "Whether the account's bills are paid.",
    ),
    field(
        "Enabled",
        FieldShape::Boolean,
        "Whether traffic is mirrored.",
    ),
    field(
        "Priority",
        FieldShape::Integer,
        "Smaller wins; unique per account and region.",
    ),
    field(
        "PacketLength",
        FieldShape::Integer,
        "Bytes of each packet that are copied.",
    ),
    field(
        "VirtualNetworkId",
        FieldShape::Integer,
        "VXLAN network identifier.",
    ),
    text_field("TrafficMirrorFilterId", "Filter that picks the packets."),
    field(
        "TrafficMirrorSourceIds",
        FieldShape::List(&FieldShape::Text(full(&[]))),
        "Network interfaces whose traffic is mirrored.",
    ),
    text_field("TrafficMirrorTargetId", "Where the copies go."),
    field(
        "TrafficMirrorTargetType",
        FieldShape::Text(full(TARGET_TYPES)),
        "Kind of the target.",
    ),
    RESULT_RESOURCE_GROUP_ID,
    RESULT_TAGS,
    RESULT_CREATION_TIME,
];
