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
        "Send every signing parameter; one may have been lost on the way.",
    ),
    any(
        "InvalidSignatureMethod",
        AUTH,
        "Sign with HMAC-SHA1 or ACS3-HMAC-SHA256.",
    ),
    any(
        "InvalidTimeStamp.Format",
        AUTH,
        "Write the time as yyyy-MM-ddTHH:mm:ssZ in UTC.",
    ),
    any(
        "InvalidTimeStamp.Expired",
        CLOCK,
        "Set the clock of this machine; it is more than 15 minutes off.",
    ),
    any("IllegalTimestamp", AUTH, "Write the time as yyyy-MM-ddTHH:mm:ssZ in UTC."),
    any(
        "SignatureNonceUsed",
        class(Kind::Auth, true),
        "Sign with a new nonce.",
    ),
    any(
        "InvalidAccessKeyId.NotFound",
        AUTH,
        "Check the AccessKey id.",
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
        "Use the STS token as it was issued.",
    ),
    any(
        "InvalidSecurityToken.MismatchWithAccessKey",
        AUTH,
        "Use the STS token that was issued with this AccessKey.",
    ),
    any(
        "MissingSecurityToken",
        AUTH,
        "Use the STS token that was issued with this AccessKey.",
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
        "Contact Alibaba Cloud about the risk control.",
    )
    .at(&[403]),
    any(
        "Forbidden.UserVerification",
        AUTH,
        "Complete the account's verification in the console.",
    )
    .at(&[403]),
    any(
        "Throttling",
        THROTTLED,
        "Call less often.",
    )
    .at(&[400, 429, 503]),
    any(
        "Throttling.User",
        THROTTLED,
        "Call less often.",
    ),
    any(
        "Throttling.Api",
        THROTTLED,
        "Call less often.",
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
    any("InvalidAction", INVALID, "Check the operation's name and version.").at(&[403, 404]),
    any(
        "InvalidAction.NotFound",
        INVALID,
        "Check the operation's name and version.",
    )
    .at(&[404, 403]),
    any(
        "InvalidApi.NotFound",
        INVALID,
        "Check the operation's name and version.",
    )
    .at(&[404, 403]),
    any("InvalidVersion", INVALID, "Use version 2016-04-28."),
    any("NoSuchVersion", INVALID, "Use version 2016-04-28."),
    any(
        "InvalidProduct.NotFound",
        INVALID,
        "Check the endpoint.",
    )
    .at(&[404]),
    any("InvalidRegionId.NotFound", INVALID, "Check the region.").at(&[404]),
    any("InvalidProtocol.NeedSsl", INVALID, "Use an https endpoint.").at(&[404]),
    any(
        "InternalError",
        UNAVAILABLE,
        "Repeat the call later.",
    )
    .at(&[500]),
    any(
        "ServiceUnavailable",
        UNAVAILABLE,
        "Repeat the call later.",
    )
    .at(&[503, 400]),
    any(
        "Rejected.Throttling",
        THROTTLED,
        "Call less often.",
    )
    .at(&[]),
];

const fn any(code: &'static str, class: Class, hint: &'static str) -> Catalogued {
    row(code, class, Scope::Any, hint)
}
