//! Codes that the API reference lists for an operation of the table; the operations' rows say which.
//!
//! Spellings are the service's, mistakes included.

use super::{
    BUSY, CONFLICT, Catalogued, Class, DEPENDENCY, INVALID, Kind, NOT_FOUND, OTHER, QUOTA, Scope,
    class, row,
};

pub(super) const ROWS: &[Catalogued] = &[
    listed(
        "BothEmpty.TagsAndResources",
        INVALID,
        "Give identifiers or tags.",
    )
    .at(&[400, 403]),
    listed(
        "DependencyViolation.TrafficMirrorSession",
        DEPENDENCY,
        "Delete the sessions that use this filter, or give them another.",
    ),
    listed(
        "DuplicatedParam.Priority",
        CONFLICT,
        "Use a priority that no other has.",
    ),
    listed(
        "DuplicatedParam.SourceInstanceIds",
        INVALID,
        "Give each source once.",
    ),
    listed(
        "Forbidden.NotAllowedCategary",
        INVALID,
        "Use other tag keys; these are not yours to manage.",
    ),
    listed(
        "Forbidden.TagKey.Duplicated",
        INVALID,
        "Give each tag key once.",
    ),
    listed(
        "Forbidden.TagKeys",
        INVALID,
        "Use other tag keys; these are not yours to manage.",
    ),
    listed(
        "IllegalParam.CidrBlock",
        INVALID,
        "Write each address range as a CIDR block such as 10.0.0.0/24.",
    ),
    listed(
        "IllegalParam.Priority",
        INVALID,
        "Use a priority from 1 to 32766 that no other session has.",
    ),
    listed(
        "IllegalParam.ResourceType",
        INVALID,
        "Use TrafficMirrorFilter or TrafficMirrorSession as the ResourceType.",
    ),
    listed(
        "IllegalParamFormat.DstCidrBlock",
        INVALID,
        "Write each address range as a CIDR block such as 10.0.0.0/24.",
    ),
    listed(
        "IllegalParamFormat.SrcCidrBlock",
        INVALID,
        "Write each address range as a CIDR block such as 10.0.0.0/24.",
    ),
    listed(
        "IncorrectBusinessStatus.TrafficMirror",
        OTHER,
        "Settle the account's bills.",
    ),
    listed(
        "IncorrectStatus.NetworkInterface",
        class(Kind::Busy, false),
        "Bring the network interface into a state that allows mirroring.",
    ),
    listed(
        "IncorrectStatus.TrafficMirrorFilter",
        BUSY,
        "Wait until the object is Created, then repeat the call.",
    ),
    listed(
        "IncorrectStatus.TrafficMirrorRule",
        BUSY,
        "Wait until the object is Created, then repeat the call.",
    ),
    listed(
        "IncorrectStatus.TrafficMirrorSession",
        BUSY,
        "Wait until the session is Created or gone, then repeat the call.",
    ),
    listed(
        "IncorrectStatus.Vpc",
        class(Kind::Busy, false),
        "Wait until the object is Created, then repeat the call.",
    ),
    listed(
        "InvalidBandwidthPackageId.NotFound",
        NOT_FOUND,
        "Check each ResourceId, its ResourceType and the region.",
    )
    .at(&[404]),
    listed(
        "InvalidInstanceIds.NotFound",
        NOT_FOUND,
        "Check each ResourceId, its ResourceType and the region.",
    ),
    listed(
        "InvalidInstanceType.NotFound",
        INVALID,
        "Use TRAFFICMIRRORFILTER or TRAFFICMIRRORSESSION as the ResourceType.",
    ),
    listed(
        "InvalidLoadBalancerId.NotFound",
        NOT_FOUND,
        "Check the load balancer's id and region.",
    ),
    listed(
        "InvalidResourceGroupId",
        NOT_FOUND,
        "Check the resource group's id.",
    ),
    listed(
        "InvalidResourceId.NotFound",
        NOT_FOUND,
        "Check each ResourceId, its ResourceType and the region.",
    ),
    listed(
        "InvalidTagKey",
        INVALID,
        "Use at most 128 characters that neither begin with aliyun or acs: nor contain http:// or https://.",
    ),
    listed(
        "InvalidTagScope.NotFound",
        INVALID,
        "Leave out the tag scope, or use another.",
    ),
    listed(
        "InvalidTagValue",
        INVALID,
        "Use at most 128 characters that neither begin with aliyun or acs: nor contain http:// or https://.",
    ),
    listed("MissingParam", INVALID, "Give every required parameter."),
    listed("MissingParam.ResourceType", INVALID, "Give a ResourceType."),
    listed("MissingParam.Tags", INVALID, "Give at least one tag."),
    listed("MissingParameter.TagKey", INVALID, "Give each tag a Key."),
    listed(
        "MissingParameter.TagValue",
        INVALID,
        "Give each tag a Value; it may be empty.",
    ),
    listed(
        "OperationDenied.ClassicSLB",
        INVALID,
        "Use a load balancer inside a VPC.",
    ),
    listed(
        "OperationDenied.DuplicateRole",
        CONFLICT,
        "Use different network interfaces as source and target.",
    ),
    listed(
        "OperationDenied.EcsNotSupportTrafficMirror",
        INVALID,
        "Use an instance type that supports traffic mirroring.",
    ),
    listed(
        "OperationDenied.FreeNetworkInterface",
        INVALID,
        "Attach the network interface to an instance.",
    ),
    listed(
        "OperationDenied.SlbNotInVpc",
        INVALID,
        "Use a load balancer inside a VPC.",
    ),
    listed(
        "OperationDenied.UnsupportedTargetType",
        INVALID,
        "Use a load balancer as the target of a NAT gateway.",
    ),
    listed(
        "OperationFailed.AliGroupUserCanNotBuyInnerCommodity",
        OTHER,
        "Use an account outside Alibaba Group.",
    ),
    listed(
        "OperationFailed.BasicInfoUncompleted",
        OTHER,
        "Complete the account's profile in the console.",
    ),
    listed(
        "OperationFailed.ExceedPurchaseLimit",
        QUOTA,
        "Ask Alibaba Cloud for a higher purchase limit.",
    ),
    listed(
        "OperationFailed.InstanceStatusNotAllowed",
        class(Kind::Busy, false),
        "Wait until the object is Created, then repeat the call.",
    ),
    listed(
        "OperationFailed.NotSupportBizType",
        INVALID,
        "Use an instance type that supports traffic mirroring.",
    ),
    listed(
        "OperationFailed.QuotaNotEnough",
        QUOTA,
        "Ask the reseller for a higher quota.",
    ),
    listed(
        "OperationUnsupported.BondingNetworkInterface",
        INVALID,
        "Use another network interface, or give this one its members.",
    ),
    listed(
        "OptInRequired.TrafficMirror",
        OTHER,
        "Call OpenTrafficMirrorService in this region, then repeat the call.",
    ),
    listed(
        "Order.NoRealNameAuthentication",
        OTHER,
        "Complete the account's verification in the console.",
    ),
    listed(
        "QuotaExceeded.FilterRelatedSession",
        QUOTA,
        "Use another filter, or delete sessions that use this one.",
    ),
    listed(
        "QuotaExceeded.NetworkInterfaceRelatedSession",
        QUOTA,
        "Use another network interface, or delete sessions that use this one.",
    ),
    listed(
        "QuotaExceeded.SessionNum",
        QUOTA,
        "Delete sessions, or ask for a higher quota.",
    ),
    listed(
        "QuotaExceeded.SlbRelatedSession",
        QUOTA,
        "Use another load balancer, or delete sessions that use this one.",
    ),
    listed(
        "QuotaExceeded.SourceNumPerSession",
        QUOTA,
        "Spread the sources over several sessions.",
    ),
    listed(
        "QuotaExceeded.SourceNumPerTarget",
        QUOTA,
        "Use another target, or delete sessions that use this one.",
    ),
    listed(
        "QuotaExceeded.TagNum",
        QUOTA,
        "Delete tags; one object takes 20.",
    ),
    listed(
        "QuotaExceeded.TrafficMirrorFilter",
        QUOTA,
        "Delete filters, or ask for a higher quota.",
    ),
    listed(
        "QuotaExceeded.TrafficMirrorRulesPerFilter",
        QUOTA,
        "Spread the rules over several filters; one takes 10 a direction.",
    ),
    listed(
        "ResourceAlreadyAssociated.TrafficMirrorSource",
        CONFLICT,
        "Leave out the source that the session has already.",
    ),
    listed(
        "ResourceNotAssociated.TrafficMirrorSource",
        CONFLICT,
        "Leave out the source that the session does not have.",
    ),
    listed(
        "ResourceNotFound.EcsInstance",
        NOT_FOUND,
        "Check the network interface's instance.",
    ),
    listed(
        "ResourceNotFound.NetworkInterface",
        NOT_FOUND,
        "Check the network interface's id and region.",
    ),
    listed(
        "ResourceNotFound.Slb",
        NOT_FOUND,
        "Check the load balancer's id and region.",
    ),
    listed(
        "ResourceNotFound.TargetInstance",
        NOT_FOUND,
        "Check the target's id, kind and region.",
    ),
    listed(
        "ResourceNotFound.TrafficMirrorFilter",
        NOT_FOUND,
        "Check the id and region; if the object was deleted, there is nothing left to do.",
    ),
    listed(
        "ResourceNotFound.TrafficMirrorRule",
        NOT_FOUND,
        "Check the id and region; if the object was deleted, there is nothing left to do.",
    ),
    listed(
        "ResourceNotFound.TrafficMirrorSession",
        NOT_FOUND,
        "Check the id and region; if the object was deleted, there is nothing left to do.",
    ),
    listed(
        "SizeLimitExceeded.ResourceId",
        QUOTA,
        "Spread the identifiers over several calls; one takes 50.",
    ),
    listed(
        "SizeLimitExceeded.TagNum",
        QUOTA,
        "Spread the tags over several calls; one takes 20.",
    ),
    listed(
        "UnsupportedFeature.IpVersion",
        INVALID,
        "Use IPv4, or use a region that offers IPv6.",
    ),
    listed(
        "UnsupportedRegion",
        INVALID,
        "Use a region that offers traffic mirroring.",
    ),
];

const fn listed(code: &'static str, class: Class, hint: &'static str) -> Catalogued {
    row(code, class, Scope::Listed, hint)
}
