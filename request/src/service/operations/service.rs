//! The service itself: it has to be opened once in each region.

use super::shared::{CLIENT_TOKEN, REGION_ID_OPTIONAL, RESULT_REQUEST_ID, field, text_field};
use crate::service::{Access, Confidence, FieldShape, Operation, doc, full};

pub(super) const OPEN: Operation = Operation {
    name: "OpenTrafficMirrorService",
    kind: Access::Write,
    is_async: full(false),
    client_token: true,
    dry_run: full(false),
    serialized_per: full(Some("region")),
    poll: full(None),
    rate: full(None),
    params: &[REGION_ID_OPTIONAL, CLIENT_TOKEN],
    result: &[
        // A success that looks like a refusal.
        text_field("Code", "`200`, in a success."),
        text_field("Message", "`successful`, in a success."),
        RESULT_REQUEST_ID,
    ],
    errors: full(&[
        ("OperationFailed.ExceedPurchaseLimit", 400),
        ("Forbidden.RAM", 400),
        ("OperationFailed.AliGroupUserCanNotBuyInnerCommodity", 400),
        ("OperationFailed.QuotaNotEnough", 400),
        ("Order.NoRealNameAuthentication", 400),
        ("OperationFailed.BasicInfoUncompleted", 400),
    ]),
    summary: doc("Opens traffic mirroring in a region."),
    source: doc("API reference and official metadata, which say nothing of when it takes effect"),
    confidence: full(Confidence::Documented),
};

pub(super) const STATUS: Operation = Operation {
    name: "GetTrafficMirrorServiceStatus",
    kind: Access::Read,
    is_async: full(false),
    client_token: true,
    dry_run: full(false),
    serialized_per: full(None),
    poll: full(None),
    rate: full(None),
    params: &[REGION_ID_OPTIONAL, CLIENT_TOKEN],
    result: &[
        field(
            "Enabled",
            FieldShape::Boolean,
            "Whether traffic mirroring is open in the region.",
        ),
        RESULT_REQUEST_ID,
    ],
    errors: full(&[]),
    summary: doc("Tells whether traffic mirroring is open in a region."),
    source: doc(
        "API reference and official metadata, which differ on whether RegionId is required and call it a write",
    ),
    confidence: full(Confidence::Mixed),
};
