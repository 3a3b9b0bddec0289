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
        "Give identifiers or tags; without either, the call would be about everything.",
    )
    .at(&[400, 403]),
    listed(
        "DependencyViolation.TrafficMirrorSession",
        DEPENDENCY,
        "Delete the sessions that use the filter first, or give them another filter.",
    ),
    listed(
        "DuplicatedParam.Priority",
        CONFLICT,
        "Pick a priority that no other object here has.",
    ),
    listed(
        "DuplicatedParam.SourceInstanceIds",
        INVALID,
        "Name each source network interface once.",
    ),
    listed(
        "Forbidden.NotAllowedCategary",
        INVALID,
        "Leave tags that the system made alone; pick a key of your own.",
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
        "Pick a priority from 1 to 32766 that no other session in the region has.",
    ),
    listed(
        "IllegalParam.ResourceType",
        INVALID,
        "Use TrafficMirrorFilter or TrafficMirrorSession as the ResourceType.",
    ),
    listed(
        "IllegalParamFormat.DstCidrBlock",
        INVALID,
        "Write the destination as a CIDR block such as 10.0.0.0/24.",
    ),
    listed(
        "IllegalParamFormat.SrcCidrBlock",
        INVALID,
        "Write the source as a CIDR block such as 10.0.0.0/24.",
    ),
    listed(
        "IncorrectBusinessStatus.TrafficMirror",
        OTHER,
        "Settle the account's bills; the service is locked until then.",
    ),
    listed(
        "IncorrectStatus.NetworkInterface",
        class(Kind::Busy, false),
        "Bring the network interface into a state that allows mirroring, then try again.",
    ),
    listed(
        "IncorrectStatus.TrafficMirrorFilter",
        BUSY,
        "Wait until the filter is Created again, then repeat the call.",
    ),
    listed(
        "IncorrectStatus.TrafficMirrorRule",
        BUSY,
        "Wait until the filter's rules are Created again, then repeat the call.",
    ),
    listed(
        "IncorrectStatus.TrafficMirrorSession",
        BUSY,
        "Wait until the session is Created again, then repeat the call; while it is Deleting, its deletion was already accepted.",
    ),
    listed(
        "IncorrectStatus.Vpc",
        class(Kind::Busy, false),
        "Bring the object into a state that allows the move (Created), then repeat the call.",
    ),
    listed(
        "InvalidBandwidthPackageId.NotFound",
        NOT_FOUND,
        "Check that ResourceId and ResourceType belong together, and the region.",
    )
    .at(&[404]),
    listed(
        "InvalidInstanceIds.NotFound",
        NOT_FOUND,
        "Check each ResourceId, that its kind is the ResourceType, and the region.",
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
        "Check the id of the resource group.",
    ),
    listed(
        "InvalidResourceId.NotFound",
        NOT_FOUND,
        "Check the ResourceId, its ResourceType and the region.",
    ),
    listed(
        "InvalidTagKey",
        INVALID,
        "Use a tag key of 1 to 128 characters that neither begins with aliyun or acs: nor contains http:// or https://.",
    ),
    listed(
        "InvalidTagScope.NotFound",
        INVALID,
        "Leave out the tag scope, or use one that the product knows.",
    ),
    listed(
        "InvalidTagValue",
        INVALID,
        "Use a tag value of at most 128 characters that neither begins with aliyun or acs: nor contains http:// or https://.",
    ),
    listed(
        "MissingParam",
        INVALID,
        "Give every required parameter; the message may not say which is missing.",
    ),
    listed("MissingParam.ResourceType", INVALID, "Give a ResourceType."),
    listed("MissingParam.Tags", INVALID, "Give at least one tag."),
    listed("MissingParameter.TagKey", INVALID, "Give every tag a Key."),
    listed(
        "MissingParameter.TagValue",
        INVALID,
        "Give every tag a Value; an empty one will do.",
    ),
    listed(
        "OperationDenied.ClassicSLB",
        INVALID,
        "Use a load balancer inside a VPC; classic-network ones cannot be targets.",
    ),
    listed(
        "OperationDenied.DuplicateRole",
        CONFLICT,
        "Use another network interface: one cannot be source and target at once.",
    ),
    listed(
        "OperationDenied.EcsNotSupportTrafficMirror",
        INVALID,
        "Pick an instance type that supports traffic mirroring.",
    ),
    listed(
        "OperationDenied.FreeNetworkInterface",
        INVALID,
        "Attach the network interface to an instance first.",
    ),
    listed(
        "OperationDenied.SlbNotInVpc",
        INVALID,
        "Use a load balancer inside a VPC.",
    ),
    listed(
        "OperationDenied.UnsupportedTargetType",
        INVALID,
        "Use a load balancer as the target when the source belongs to a NAT gateway.",
    ),
    listed(
        "OperationFailed.AliGroupUserCanNotBuyInnerCommodity",
        OTHER,
        "Use an account outside Alibaba Group; one inside it cannot buy this service.",
    ),
    listed(
        "OperationFailed.BasicInfoUncompleted",
        OTHER,
        "Complete the account's profile in the console, then repeat the call.",
    ),
    listed(
        "OperationFailed.ExceedPurchaseLimit",
        QUOTA,
        "Ask Alibaba Cloud to raise the account's purchase limit.",
    ),
    listed(
        "OperationFailed.InstanceStatusNotAllowed",
        class(Kind::Busy, false),
        "Wait until the object is Created, then repeat the call.",
    ),
    listed(
        "OperationFailed.NotSupportBizType",
        INVALID,
        "Pick another instance: this type cannot be mirrored.",
    ),
    listed(
        "OperationFailed.QuotaNotEnough",
        QUOTA,
        "Ask the reseller of the account for more quota.",
    ),
    listed(
        "OperationUnsupported.BondingNetworkInterface",
        INVALID,
        "Give the bonding network interface its member interfaces first, or use another source.",
    ),
    listed(
        "OptInRequired.TrafficMirror",
        OTHER,
        "Call OpenTrafficMirrorService once for this region, then repeat the call.",
    ),
    listed(
        "Order.NoRealNameAuthentication",
        OTHER,
        "Complete the real-name verification of the account, then repeat the call.",
    ),
    listed(
        "QuotaExceeded.FilterRelatedSession",
        QUOTA,
        "Use another filter, or delete sessions that use this one.",
    ),
    listed(
        "QuotaExceeded.NetworkInterfaceRelatedSession",
        QUOTA,
        "Delete other sessions of this network interface, or ask for a higher quota.",
    ),
    listed(
        "QuotaExceeded.SessionNum",
        QUOTA,
        "Delete sessions that are no longer needed, or ask for a higher quota.",
    ),
    listed(
        "QuotaExceeded.SlbRelatedSession",
        QUOTA,
        "Use another load balancer, or delete sessions that use this one.",
    ),
    listed(
        "QuotaExceeded.SourceNumPerSession",
        QUOTA,
        "Name fewer sources, or spread them over several sessions.",
    ),
    listed(
        "QuotaExceeded.SourceNumPerTarget",
        QUOTA,
        "Use another target, or remove sources that mirror to this one.",
    ),
    listed(
        "QuotaExceeded.TagNum",
        QUOTA,
        "Take off tags that are no longer needed; an object carries at most 20.",
    ),
    listed(
        "QuotaExceeded.TrafficMirrorFilter",
        QUOTA,
        "Delete filters that are no longer needed, or ask for a higher quota.",
    ),
    listed(
        "QuotaExceeded.TrafficMirrorRulesPerFilter",
        QUOTA,
        "Delete rules of the filter, or spread them over several filters; each takes 10 a direction.",
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
        "Check the instance that the network interface belongs to.",
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
        "Check the filter's id and region; if it was deleted, there is nothing left to do.",
    ),
    listed(
        "ResourceNotFound.TrafficMirrorRule",
        NOT_FOUND,
        "Check the rule's id, its filter and the region; if it was deleted, there is nothing left to do.",
    ),
    listed(
        "ResourceNotFound.TrafficMirrorSession",
        NOT_FOUND,
        "Check the session's id and region; if it was deleted, there is nothing left to do.",
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
        "Use IPv4, or a region that offers IPv6 rules.",
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
