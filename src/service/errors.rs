//! The error codes of the service: what each means for the caller.
//!
//! HTTP status never classifies (the service answers 400 for nearly everything), and messages are never matched (some
//! hold unexpanded placeholders): the code alone decides. A code that is not in the table is classified by its form.

use super::doc;

/// What sort of refusal a code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Auth,
    Clock,
    Throttled,
    Busy,
    NotFound,
    Conflict,
    Quota,
    Dependency,
    Invalid,
    Unavailable,
    Other,
}

impl Kind {
    /// The stable name used in the JavaScript API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Clock => "clock",
            Self::Throttled => "throttled",
            Self::Busy => "busy",
            Self::NotFound => "not-found",
            Self::Conflict => "conflict",
            Self::Quota => "quota",
            Self::Dependency => "dependency",
            Self::Invalid => "invalid",
            Self::Unavailable => "unavailable",
            Self::Other => "other",
        }
    }
}

/// A code, classified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    pub kind: Kind,
    /// Whether the same call can succeed later without anything being changed.
    pub retryable: bool,
}

/// A row of the catalogue.
#[derive(Debug)]
pub struct Catalogued {
    pub code: &'static str,
    /// The HTTP statuses it is documented or seen with.
    pub statuses: &'static [u16],
    pub class: Class,
    /// What the user can do, in a sentence.
    pub hint: &'static str,
}

/// Classifies a code: by its row, else by its form.
#[must_use]
pub fn classify(code: &str) -> Class {
    match CATALOGUE.iter().find(|row| row.code == code) {
        Some(row) => row.class,
        None => by_form(code),
    }
}

fn by_form(code: &str) -> Class {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| code.starts_with(prefix));
    if code.contains("Throttling") {
        THROTTLED
    } else if starts(&["IncorrectStatus"]) {
        BUSY
    } else if starts(&["ServiceUnavailable", "InternalError", "SystemBusy"]) {
        UNAVAILABLE
    } else if starts(&["InvalidTimeStamp.Expired"]) {
        CLOCK
    } else if starts(&[
        "Signature",
        "IncompleteSignature",
        "InvalidSignature",
        "InvalidAccessKeyId",
        "InvalidSecurityToken",
        "MissingSecurityToken",
        "InvalidTimeStamp",
        "IllegalTimestamp",
        "Forbidden",
        "NoPermission",
        "Unauthorized",
    ]) {
        AUTH
    } else if starts(&["QuotaExceeded", "SizeLimitExceeded"]) {
        QUOTA
    } else if starts(&["ResourceNotFound"]) || code.ends_with(".NotFound") {
        NOT_FOUND
    } else if starts(&["DependencyViolation"]) {
        DEPENDENCY
    } else if code.contains("LastTokenProcessing")
        || starts(&[
            "OperationConflict",
            "TaskConflict",
            "OperationFailed.IdempotentTokenProcessing",
        ])
    {
        CONFLICT_RETRY
    } else if starts(&[
        "Idempotent",
        "ResourceAlready",
        "ResourceNotAssociated",
        "Duplicated",
    ]) {
        CONFLICT
    } else if starts(&[
        "Invalid",
        "Illegal",
        "Missing",
        "Unsupported",
        "BothEmpty",
        "OperationUnsupported",
    ]) {
        INVALID
    } else {
        OTHER
    }
}

const fn class(kind: Kind, retryable: bool) -> Class {
    Class { kind, retryable }
}

const AUTH: Class = class(Kind::Auth, false);
const CLOCK: Class = class(Kind::Clock, true);
const THROTTLED: Class = class(Kind::Throttled, true);
const BUSY: Class = class(Kind::Busy, true);
const NOT_FOUND: Class = class(Kind::NotFound, false);
const CONFLICT: Class = class(Kind::Conflict, false);
const CONFLICT_RETRY: Class = class(Kind::Conflict, true);
const QUOTA: Class = class(Kind::Quota, false);
const DEPENDENCY: Class = class(Kind::Dependency, false);
const INVALID: Class = class(Kind::Invalid, false);
const UNAVAILABLE: Class = class(Kind::Unavailable, true);
const OTHER: Class = class(Kind::Other, false);

const fn row(
    code: &'static str,
    statuses: &'static [u16],
    class: Class,
    hint: &'static str,
) -> Catalogued {
    Catalogued {
        code,
        statuses,
        class,
        hint: doc(hint),
    }
}

/// The codes documented for the operations of the table, then those that any operation can answer.
pub const CATALOGUE: &[Catalogued] = &[
    row(
        "DependencyViolation.TrafficMirrorSession",
        &[400],
        DEPENDENCY,
        "Delete the sessions that use the filter first, or give them another filter.",
    ),
    row(
        "DuplicatedParam.Priority",
        &[400],
        CONFLICT,
        "Pick a priority that no other object here has.",
    ),
    row(
        "DuplicatedParam.SourceInstanceIds",
        &[400],
        INVALID,
        "Name each source network interface once.",
    ),
    row(
        "IllegalParam.Priority",
        &[400],
        INVALID,
        "Pick a priority from 1 to 32766 that no other session in the region has.",
    ),
    row(
        "IllegalParamFormat.DstCidrBlock",
        &[400],
        INVALID,
        "Write the destination as a CIDR block such as 10.0.0.0/24.",
    ),
    row(
        "IllegalParamFormat.SrcCidrBlock",
        &[400],
        INVALID,
        "Write the source as a CIDR block such as 10.0.0.0/24.",
    ),
    row(
        "IncorrectBusinessStatus.TrafficMirror",
        &[400],
        class(Kind::Other, false),
        "Settle the account's bills; the service is locked until then.",
    ),
    row(
        "IncorrectStatus.NetworkInterface",
        &[400],
        class(Kind::Busy, false),
        "Bring the network interface into a state that allows mirroring, then try again.",
    ),
    row(
        "IncorrectStatus.TrafficMirrorFilter",
        &[400],
        BUSY,
        "Wait until the filter is Created again, then repeat the call.",
    ),
    row(
        "IncorrectStatus.TrafficMirrorRule",
        &[400],
        BUSY,
        "Wait until the filter's rules are Created again, then repeat the call.",
    ),
    row(
        "IncorrectStatus.TrafficMirrorSession",
        &[400],
        BUSY,
        "Wait until the session is Created again, then repeat the call; while it is Deleting, its deletion was already accepted.",
    ),
    row(
        "InvalidLoadBalancerId.NotFound",
        &[400],
        NOT_FOUND,
        "Check the load balancer's id and region.",
    ),
    row(
        "OperationDenied.ClassicSLB",
        &[400],
        INVALID,
        "Use a load balancer inside a VPC; classic-network ones cannot be targets.",
    ),
    row(
        "OperationDenied.DuplicateRole",
        &[400],
        CONFLICT,
        "Use another network interface: one cannot be source and target at once.",
    ),
    row(
        "OperationDenied.EcsNotSupportTrafficMirror",
        &[400],
        INVALID,
        "Pick an instance type that supports traffic mirroring.",
    ),
    row(
        "OperationDenied.FreeNetworkInterface",
        &[400],
        INVALID,
        "Attach the network interface to an instance first.",
    ),
    row(
        "OperationDenied.SlbNotInVpc",
        &[400],
        INVALID,
        "Use a load balancer inside a VPC.",
    ),
    row(
        "OperationDenied.UnsupportedTargetType",
        &[400],
        INVALID,
        "Use a load balancer as the target when the source belongs to a NAT gateway.",
    ),
    row(
        "OperationFailed.NotSupportBizType",
        &[400],
        INVALID,
        "Pick another instance: this type cannot be mirrored.",
    ),
    row(
        "OptInRequired.TrafficMirror",
        &[400],
        class(Kind::Other, false),
        "Call OpenTrafficMirrorService once for this region, then repeat the call.",
    ),
    row(
        "QuotaExceeded.FilterRelatedSession",
        &[400],
        QUOTA,
        "Use another filter, or delete sessions that use this one.",
    ),
    row(
        "QuotaExceeded.NetworkInterfaceRelatedSession",
        &[400],
        QUOTA,
        "Delete other sessions of this network interface, or ask for a higher quota.",
    ),
    row(
        "QuotaExceeded.SessionNum",
        &[400],
        QUOTA,
        "Delete sessions that are no longer needed, or ask for a higher quota.",
    ),
    row(
        "QuotaExceeded.SlbRelatedSession",
        &[400],
        QUOTA,
        "Use another load balancer, or delete sessions that use this one.",
    ),
    row(
        "QuotaExceeded.SourceNumPerSession",
        &[400],
        QUOTA,
        "Name fewer sources, or spread them over several sessions.",
    ),
    row(
        "QuotaExceeded.SourceNumPerTarget",
        &[400],
        QUOTA,
        "Use another target, or remove sources that mirror to this one.",
    ),
    row(
        "QuotaExceeded.TrafficMirrorFilter",
        &[400],
        QUOTA,
        "Delete filters that are no longer needed, or ask for a higher quota.",
    ),
    row(
        "ResourceNotFound.EcsInstance",
        &[400],
        NOT_FOUND,
        "Check the instance that the network interface belongs to.",
    ),
    row(
        "ResourceNotFound.NetworkInterface",
        &[400],
        NOT_FOUND,
        "Check the network interface's id and region.",
    ),
    row(
        "ResourceNotFound.Slb",
        &[400],
        NOT_FOUND,
        "Check the load balancer's id and region.",
    ),
    row(
        "ResourceNotFound.TargetInstance",
        &[400],
        NOT_FOUND,
        "Check the target's id, kind and region.",
    ),
    row(
        "ResourceNotFound.TrafficMirrorFilter",
        &[400],
        NOT_FOUND,
        "Check the filter's id and region; if it was deleted, there is nothing left to do.",
    ),
    row(
        "ResourceNotFound.TrafficMirrorSession",
        &[400],
        NOT_FOUND,
        "Check the session's id and region; if it was deleted, there is nothing left to do.",
    ),
    row(
        "UnsupportedFeature.IpVersion",
        &[400],
        INVALID,
        "Use IPv4, or a region that offers IPv6 rules.",
    ),
    row(
        "UnsupportedRegion",
        &[400],
        INVALID,
        "Use a region that offers traffic mirroring.",
    ),
    // Any operation.
    row(
        "DryRunOperation",
        &[400],
        class(Kind::Other, false),
        "The dry run passed; repeat the call without DryRun to act.",
    ),
    row(
        "IdempotentParameterMismatch",
        &[400],
        CONFLICT,
        "Use a new ClientToken when parameters change.",
    ),
    row(
        "LastTokenProcessing",
        &[400],
        CONFLICT_RETRY,
        "Wait: the first call with this ClientToken is still running.",
    ),
    row(
        "OperationFailed.LastTokenProcessing",
        &[400],
        CONFLICT_RETRY,
        "Wait: the first call with this ClientToken is still running.",
    ),
    row(
        "OperationConflict",
        &[400, 409],
        CONFLICT_RETRY,
        "Wait until the other call on the same object has ended, then repeat this one.",
    ),
    row(
        "TaskConflict",
        &[400],
        CONFLICT_RETRY,
        "Wait until the other task on the same object has ended, then repeat the call.",
    ),
    row(
        "SystemBusy",
        &[400, 500],
        UNAVAILABLE,
        "Repeat the call a little later.",
    ),
    row(
        "SignatureDoesNotMatch",
        &[400, 403],
        AUTH,
        "Check the AccessKey secret; explainSignature and diagnoseSignature show whether the secret or the request is at fault.",
    ),
    row(
        "IncompleteSignature",
        &[400],
        AUTH,
        "Send every signing parameter; something on the way may have dropped one.",
    ),
    row(
        "InvalidSignatureMethod",
        &[400],
        AUTH,
        "Sign with HMAC-SHA1 (V1) or ACS3-HMAC-SHA256 (V3).",
    ),
    row(
        "InvalidTimeStamp.Format",
        &[400],
        AUTH,
        "Write the time as yyyy-MM-ddTHH:mm:ssZ in UTC.",
    ),
    row(
        "InvalidTimeStamp.Expired",
        &[400],
        CLOCK,
        "Set this machine's clock: it is more than 15 minutes off the service's.",
    ),
    row("IllegalTimestamp", &[400], AUTH, "Send a Timestamp in UTC."),
    row(
        "SignatureNonceUsed",
        &[400],
        class(Kind::Auth, true),
        "Sign again with a new nonce.",
    ),
    row(
        "InvalidAccessKeyId.NotFound",
        &[404, 400],
        AUTH,
        "Check the AccessKey id: the service does not know it.",
    ),
    row(
        "InvalidAccessKeyId.Inactive",
        &[400],
        AUTH,
        "Enable the AccessKey, or use another.",
    ),
    row(
        "Forbidden.AccessKeyDisabled",
        &[403],
        AUTH,
        "Enable the AccessKey, or use another.",
    ),
    row(
        "InvalidSecurityToken.Expired",
        &[400],
        class(Kind::Auth, true),
        "Fetch a new STS token.",
    ),
    row(
        "InvalidSecurityToken.Malformed",
        &[400],
        AUTH,
        "Use the STS token exactly as it was issued.",
    ),
    row(
        "InvalidSecurityToken.MismatchWithAccessKey",
        &[400],
        AUTH,
        "Use the STS token together with the AccessKey it was issued with.",
    ),
    row(
        "MissingSecurityToken",
        &[400],
        AUTH,
        "Send the STS token that belongs to this temporary AccessKey.",
    ),
    row(
        "Forbidden.RAM",
        &[403, 400],
        AUTH,
        "Ask for a RAM policy that allows this action.",
    ),
    row(
        "Forbidden",
        &[403],
        AUTH,
        "Ask for a RAM policy that allows this action.",
    ),
    row(
        "NoPermission",
        &[403],
        AUTH,
        "Ask for a RAM policy that allows this action.",
    ),
    row(
        "Forbidden.RiskControl",
        &[403],
        AUTH,
        "Contact Alibaba Cloud: the account is held by risk control.",
    ),
    row(
        "Forbidden.UserVerification",
        &[403],
        AUTH,
        "Complete the account's verification.",
    ),
    row(
        "Throttling",
        &[400, 429, 503],
        THROTTLED,
        "Call less often; wait before the next attempt.",
    ),
    row(
        "Throttling.User",
        &[400],
        THROTTLED,
        "Call less often; the account's limit is reached.",
    ),
    row(
        "Throttling.Api",
        &[400],
        THROTTLED,
        "Call less often; the operation's limit is reached.",
    ),
    row(
        "MissingParameter",
        &[400],
        INVALID,
        "Give every required parameter.",
    ),
    row(
        "InvalidParameter",
        &[400],
        INVALID,
        "Correct the parameter that the message names.",
    ),
    row(
        "InvalidParameter.Format",
        &[400],
        INVALID,
        "Use Format JSON or XML.",
    ),
    row(
        "UnsupportedParameter",
        &[400],
        INVALID,
        "Leave out the parameter that the message names.",
    ),
    row(
        "UnsupportedHTTPMethod",
        &[400, 403],
        INVALID,
        "Use GET or POST.",
    ),
    row(
        "InvalidAction",
        &[403, 404],
        INVALID,
        "Check the name of the operation.",
    ),
    row(
        "InvalidAction.NotFound",
        &[404, 403],
        INVALID,
        "Check the name of the operation.",
    ),
    row(
        "InvalidApi.NotFound",
        &[404, 403],
        INVALID,
        "Check the name and version of the operation.",
    ),
    row("InvalidVersion", &[400], INVALID, "Use version 2016-04-28."),
    row("NoSuchVersion", &[400], INVALID, "Use version 2016-04-28."),
    row(
        "InvalidProduct.NotFound",
        &[404],
        INVALID,
        "Check the endpoint: this host does not serve the product.",
    ),
    row(
        "InvalidRegionId.NotFound",
        &[404],
        INVALID,
        "Check the region id.",
    ),
    row(
        "InvalidProtocol.NeedSsl",
        &[404],
        INVALID,
        "Use an https endpoint.",
    ),
    row(
        "InternalError",
        &[500],
        UNAVAILABLE,
        "Repeat the call a little later.",
    ),
    row(
        "ServiceUnavailable",
        &[503, 400],
        UNAVAILABLE,
        "Repeat the call a little later.",
    ),
];
