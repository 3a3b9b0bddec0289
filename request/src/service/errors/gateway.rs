//! Codes of the gateway in front of every operation. HTTP statuses differ between its pages; the first is the likeliest.

use super::{
    AUTH, CLOCK, Catalogued, Class, INVALID, Kind, OTHER, Scope, THROTTLED, UNAVAILABLE, class, row,
};

pub(super) const ROWS: &[Catalogued] = &[
    any(
        "DryRunOperation",
        OTHER,
        "The dry run passed; repeat the call without DryRun to act.",
    ),
    any(
        "SignatureDoesNotMatch",
        AUTH,
        "Check the AccessKey secret; diagnoseSignature compares this message with explainSignature's steps.",
    )
    .at(&[400, 403]),
    any(
        "IncompleteSignature",
        AUTH,
        "Send every signing parameter; something on the way may have dropped one.",
    ),
    any(
        "InvalidSignatureMethod",
        AUTH,
        "Sign with HMAC-SHA1 (V1) or ACS3-HMAC-SHA256 (V3).",
    ),
    any(
        "InvalidTimeStamp.Format",
        AUTH,
        "Write the time as yyyy-MM-ddTHH:mm:ssZ in UTC.",
    ),
    any(
        "InvalidTimeStamp.Expired",
        CLOCK,
        "Set this machine's clock: it is more than 15 minutes off the service's.",
    ),
    any("IllegalTimestamp", AUTH, "Send a Timestamp in UTC."),
    any(
        "SignatureNonceUsed",
        class(Kind::Auth, true),
        "Sign again with a new nonce.",
    ),
    any(
        "InvalidAccessKeyId.NotFound",
        AUTH,
        "Check the AccessKey id: the service does not know it.",
    )
    .at(&[404, 400]),
    any(
        "InvalidAccessKeyId.Inactive",
        AUTH,
        "Enable the AccessKey, or use another.",
    ),
    any(
        "Forbidden.AccessKeyDisabled",
        AUTH,
        "Enable the AccessKey, or use another.",
    )
    .at(&[403]),
    any(
        "InvalidSecurityToken.Expired",
        class(Kind::Auth, true),
        "Fetch a new STS token.",
    ),
    any(
        "InvalidSecurityToken.Malformed",
        AUTH,
        "Use the STS token exactly as it was issued.",
    ),
    any(
        "InvalidSecurityToken.MismatchWithAccessKey",
        AUTH,
        "Use the STS token together with the AccessKey it was issued with.",
    ),
    any(
        "MissingSecurityToken",
        AUTH,
        "Send the STS token that belongs to this temporary AccessKey.",
    ),
    any(
        "Forbidden.RAM",
        AUTH,
        "Ask for a RAM policy that allows this action.",
    )
    .at(&[403, 400]),
    any(
        "Forbidden",
        AUTH,
        "Ask for a RAM policy that allows this action.",
    )
    .at(&[403]),
    any(
        "NoPermission",
        AUTH,
        "Ask for a RAM policy that allows this action.",
    )
    .at(&[403]),
    any(
        "Forbidden.RiskControl",
        AUTH,
        "Contact Alibaba Cloud: the account is held by risk control.",
    )
    .at(&[403]),
    any(
        "Forbidden.UserVerification",
        AUTH,
        "Complete the account's verification.",
    )
    .at(&[403]),
    any(
        "Throttling",
        THROTTLED,
        "Call less often; wait before the next attempt.",
    )
    .at(&[400, 429, 503]),
    any(
        "Throttling.User",
        THROTTLED,
        "Call less often; the account's limit is reached.",
    ),
    any(
        "Throttling.Api",
        THROTTLED,
        "Call less often; the operation's limit is reached.",
    ),
    any(
        "MissingParameter",
        INVALID,
        "Give every required parameter.",
    ),
    any(
        "InvalidParameter",
        INVALID,
        "Correct the parameter that the message names.",
    ),
    any(
        "InvalidParameter.Format",
        INVALID,
        "Use Format JSON or XML.",
    ),
    any(
        "UnsupportedParameter",
        INVALID,
        "Leave out the parameter that the message names.",
    ),
    any("UnsupportedHTTPMethod", INVALID, "Use GET or POST.").at(&[400, 403]),
    any("InvalidAction", INVALID, "Check the name of the operation.").at(&[403, 404]),
    any(
        "InvalidAction.NotFound",
        INVALID,
        "Check the name of the operation.",
    )
    .at(&[404, 403]),
    any(
        "InvalidApi.NotFound",
        INVALID,
        "Check the name and version of the operation.",
    )
    .at(&[404, 403]),
    any("InvalidVersion", INVALID, "Use version 2016-04-28."),
    any("NoSuchVersion", INVALID, "Use version 2016-04-28."),
    any(
        "InvalidProduct.NotFound",
        INVALID,
        "Check the endpoint: this host does not serve the product.",
    )
    .at(&[404]),
    any("InvalidRegionId.NotFound", INVALID, "Check the region id.").at(&[404]),
    any("InvalidProtocol.NeedSsl", INVALID, "Use an https endpoint.").at(&[404]),
    any(
        "InternalError",
        UNAVAILABLE,
        "Repeat the call a little later.",
    )
    .at(&[500]),
    any(
        "ServiceUnavailable",
        UNAVAILABLE,
        "Repeat the call a little later.",
    )
    .at(&[503, 400]),
    any(
        "Rejected.Throttling",
        THROTTLED,
        "Call less often; wait before the next attempt.",
    )
    .at(&[]),
];

const fn any(code: &'static str, class: Class, hint: &'static str) -> Catalogued {
    row(code, class, Scope::Any, hint)
}
