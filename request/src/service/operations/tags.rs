//! Tags and resource groups: operations of the whole product, as far as filters and sessions are concerned.

use super::shared::{
    ANY, NEXT_TOKEN, PLAIN_ID, REGION_ID, RESULT_NEXT_TOKEN, RESULT_REQUEST_ID, TAG_LIST, field,
    flag, one_of_any_case, param, text_field,
};
use crate::service::{Access, Confidence, FieldShape, Operation, Param, Shape, doc, full};

pub(super) const TAG: Operation = Operation {
    name: "TagResources",
    kind: Access::Write,
    is_async: full(false),
    client_token: false,
    dry_run: full(false),
    serialized_per: full(None),
    poll: full(None),
    rate: full(None),
    params: &[
        REGION_ID,
        RESOURCE_TYPE,
        param("ResourceId", true, RESOURCE_IDS, "What to tag."),
        param(
            "Tag",
            false,
            TAG_LIST,
            "Tags to attach. Without any, the service refuses.",
        ),
    ],
    result: &[RESULT_REQUEST_ID],
    errors: full(&[
        ("InvalidTagKey", 400),
        ("InvalidTagValue", 400),
        ("MissingParam", 400),
        ("InvalidInstanceType.NotFound", 400),
        ("InvalidInstanceIds.NotFound", 400),
        ("Forbidden.TagKeys", 400),
        ("QuotaExceeded.TagNum", 400),
        ("InvalidTagScope.NotFound", 400),
        ("Forbidden.NotAllowedCategary", 400),
        ("Forbidden.TagKey.Duplicated", 400),
        ("SizeLimitExceeded.TagNum", 400),
        ("SizeLimitExceeded.ResourceId", 400),
        ("MissingParameter.TagValue", 400),
        ("MissingParameter.TagKey", 400),
        ("MissingParam.Tags", 400),
        ("Forbidden", 403),
    ]),
    summary: doc("Attaches tags to filters or sessions."),
    source: doc("API reference and official metadata; older pages allow 20 identifiers, not 50"),
    confidence: full(Confidence::Documented),
};

pub(super) const UNTAG: Operation = Operation {
    name: "UnTagResources",
    kind: Access::Write,
    is_async: full(false),
    client_token: false,
    dry_run: full(false),
    serialized_per: full(None),
    poll: full(None),
    rate: full(None),
    params: &[
        REGION_ID,
        RESOURCE_TYPE,
        param("ResourceId", true, RESOURCE_IDS, "What to take tags off."),
        param("TagKey", false, TAG_KEYS, "Keys of the tags to take off."),
        param(
            "All",
            false,
            flag(Some(false)),
            "`true` takes off every tag.",
        ),
    ],
    result: &[RESULT_REQUEST_ID],
    errors: full(&[
        ("InvalidTagKey", 400),
        ("InvalidTagValue", 400),
        ("MissingParam", 400),
        ("InvalidInstanceType.NotFound", 400),
        ("InvalidInstanceIds.NotFound", 400),
        ("Forbidden.TagKeys", 400),
        ("QuotaExceeded.TagNum", 400),
        ("Forbidden.NotAllowedCategary", 400),
        ("Forbidden.TagKey.Duplicated", 400),
        ("SizeLimitExceeded.TagNum", 400),
        ("SizeLimitExceeded.ResourceId", 400),
        ("Forbidden", 403),
    ]),
    summary: doc("Takes tags off filters or sessions."),
    source: doc("API reference and official metadata; older pages allow 20 identifiers, not 50"),
    confidence: full(Confidence::Documented),
};

pub(super) const LIST: Operation = Operation {
    name: "ListTagResources",
    kind: Access::Read,
    is_async: full(false),
    client_token: false,
    dry_run: full(false),
    serialized_per: full(None),
    poll: full(None),
    rate: full(None),
    params: &[
        REGION_ID,
        RESOURCE_TYPE,
        param(
            "ResourceId",
            false,
            RESOURCE_IDS,
            "Only tags of these. Required unless tags are given.",
        ),
        param(
            "Tag",
            false,
            TAG_LIST,
            "Only these tags. Required unless identifiers are given.",
        ),
        param(
            "MaxResults",
            false,
            Shape::Integer {
                min: full(1),
                max: full(50),
                default: full(Some(50)),
            },
            "Tags per page.",
        ),
        NEXT_TOKEN,
    ],
    result: &[
        field("TagResources", TAG_RESOURCES, "The tags of this page."),
        RESULT_NEXT_TOKEN,
        RESULT_REQUEST_ID,
    ],
    errors: full(&[
        ("InvalidTagKey", 400),
        ("InvalidTagValue", 400),
        ("MissingParam", 400),
        ("InvalidInstanceType.NotFound", 400),
        ("InvalidInstanceIds.NotFound", 400),
        ("Forbidden.TagKeys", 400),
        ("QuotaExceeded.TagNum", 400),
        ("Forbidden.NotAllowedCategary", 400),
        ("Forbidden.TagKey.Duplicated", 400),
        ("SizeLimitExceeded.TagNum", 400),
        ("SizeLimitExceeded.ResourceId", 400),
        ("BothEmpty.TagsAndResources", 400),
        ("MissingParam.ResourceType", 400),
        ("Forbidden", 403),
        ("BothEmpty.TagsAndResources", 403),
    ]),
    summary: doc("Pages through the tags of filters or sessions."),
    source: doc(
        "API reference, whose JSON and XML samples nest differently, and official metadata",
    ),
    confidence: full(Confidence::Mixed),
};

pub(super) const MOVE: Operation = Operation {
    name: "MoveResourceGroup",
    kind: Access::Write,
    is_async: full(false),
    client_token: false,
    dry_run: full(false),
    serialized_per: full(None),
    poll: full(None),
    rate: full(None),
    params: &[
        REGION_ID,
        param(
            "ResourceType",
            true,
            one_of_any_case(&["TrafficMirrorFilter", "TrafficMirrorSession"]),
            "What sort of object is moved.",
        ),
        param(
            "ResourceId",
            true,
            PLAIN_ID,
            "What to move: one, not a list.",
        ),
        param(
            "NewResourceGroupId",
            true,
            PLAIN_ID,
            "The resource group to move it to.",
        ),
    ],
    result: &[RESULT_REQUEST_ID],
    errors: full(&[
        ("InvalidResourceGroupId", 400),
        ("InvalidResourceId.NotFound", 400),
        ("IllegalParam.ResourceType", 400),
        ("OperationFailed.InstanceStatusNotAllowed", 400),
        ("IncorrectStatus.Vpc", 400),
        ("InvalidBandwidthPackageId.NotFound", 404),
    ]),
    summary: doc("Moves a filter or a session to another resource group."),
    source: doc(
        "API reference and official metadata; that the type may be written in any case is from the Terraform provider",
    ),
    confidence: full(Confidence::Mixed),
};

const RESOURCE_TYPE: Param = param(
    "ResourceType",
    true,
    one_of_any_case(&["TRAFFICMIRRORFILTER", "TRAFFICMIRRORSESSION"]),
    "What sort of objects the identifiers name.",
);

const RESOURCE_IDS: Shape = Shape::List {
    item: &PLAIN_ID,
    max_items: full(50),
};

const TAG_KEYS: Shape = Shape::List {
    item: &ANY,
    max_items: full(20),
};

/// A list inside an object of its own, as older operations answer.
const TAG_RESOURCES: FieldShape = FieldShape::Object(
    doc("TagResourceList"),
    &[field(
        "TagResource",
        FieldShape::List(&FieldShape::Object(
            doc("TagResource"),
            &[
                text_field("ResourceId", "The tagged object."),
                text_field("ResourceType", "What sort of object it is."),
                text_field("TagKey", "Tag key."),
                text_field("TagValue", "Tag value."),
            ],
        )),
        "One entry a tag of an object.",
    )],
);
