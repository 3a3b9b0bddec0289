//! Whether sources, target and filter of a session fit one another, and whether there is room for it.
//!
//! Each rule is named after its code in the API reference. Those about what exists need an inventory; without one any id is
//! taken to exist and to fit. A rule whose code an operation does not list is not applied to it.

use super::digits::filled;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::Refusal;
use super::inventory::Item;
use super::operations::Call;
use super::table::Numbers;

/// Where the copies go.
pub(super) struct Target {
    pub(super) id: String,
    /// `NetworkInterface` or `SLB`.
    pub(super) kind: String,
}

impl Target {
    fn is_interface(&self) -> bool {
        self.kind == "NetworkInterface"
    }
}

pub(super) fn require_distinct(source_ids: &[String]) -> Result<(), Refusal> {
    let mut seen = Numbers::new();
    if source_ids
        .iter()
        .all(|id| seen.insert(id.clone(), 0).is_none())
    {
        return Ok(());
    }
    Err(Refusal::new(
        "DuplicatedParam.SourceInstanceIds",
        "A source is named twice.",
    ))
}

/// No interface may be source and target, in one session or in several.
pub(super) fn require_roles(
    call: &Call<'_>,
    source_ids: &[String],
    target: &Target,
) -> Result<(), Refusal> {
    require_source_roles(call, source_ids, target)?;
    require_target_role(call, source_ids, target)
}

/// The same for new sources of a target that has its place already.
pub(super) fn require_source_roles(
    call: &Call<'_>,
    source_ids: &[String],
    target: &Target,
) -> Result<(), Refusal> {
    let sessions = &call.place.sessions;
    let is_target = |id: &&String| **id == target.id || sessions.with_target(id) > 0;
    match source_ids.iter().find(is_target) {
        Some(id) => Err(duplicate_role(id)),
        None => Ok(()),
    }
}

/// The same for a new target of sources that have their place already.
pub(super) fn require_target_role(
    call: &Call<'_>,
    source_ids: &[String],
    target: &Target,
) -> Result<(), Refusal> {
    let is_source = call.place.sessions.with_source(&target.id) > 0;
    if is_source || source_ids.contains(&target.id) {
        return Err(duplicate_role(&target.id));
    }
    Ok(())
}

fn duplicate_role(id: &str) -> Refusal {
    Refusal::new(
        "OperationDenied.DuplicateRole",
        filled(
            "The network interface {} would be source and target at once.",
            &[id],
        ),
    )
}

/// What is wrong with something, and the code for it.
type Defect = (bool, &'static str, &'static str);

/// Refuses for the first defect that is there and whose code the operation lists.
fn require_sound(call: &Call<'_>, id: &str, defects: &[Defect]) -> Result<(), Refusal> {
    let applies = |(is, code, _): &&Defect| *is && call.documents(code);
    match defects.iter().find(applies) {
        Some((_, code, problem)) => Err(Refusal::new(*code, filled("{} {}.", &[id, (*problem)]))),
        None => Ok(()),
    }
}

pub(super) fn require_target(call: &Call<'_>, target: &Target) -> Result<(), Refusal> {
    let Some(inventory) = call.inventory else {
        return Ok(());
    };
    let id = &target.id;
    match inventory.get(id).copied() {
        Some(item) if item.is_interface() == target.is_interface() => {
            require_sound(call, id, &defects_of(item))
        }
        found => {
            let other_kind = (
                found.is_some(),
                "ResourceNotFound.TargetInstance",
                "is of another kind than TrafficMirrorTargetType says",
            );
            // Which of its two codes for an unknown load balancer the service answers when is inferred.
            let no_balancer = (
                !target.is_interface() && !id.starts_with("lb-"),
                "InvalidLoadBalancerId.NotFound",
                "is not the id of a load balancer",
            );
            require_sound(call, id, &[other_kind, no_balancer])?;
            Err(if target.is_interface() {
                no_interface(id)
            } else {
                Refusal::new(
                    "ResourceNotFound.Slb",
                    filled("There is no load balancer {}.", &[id]),
                )
            })
        }
    }
}

fn defects_of(item: Item) -> Vec<Defect> {
    match item {
        Item::LoadBalancer { in_vpc, classic } => vec![
            (
                classic,
                "OperationDenied.ClassicSLB",
                "is in the classic network",
            ),
            (!in_vpc, "OperationDenied.SlbNotInVpc", "is in no VPC"),
        ],
        Item::NetworkInterface {
            attached,
            nat_gateway,
            instance_exists,
            available,
            ..
        } => vec![
            // One of a NAT gateway belongs to no instance, and is in use nevertheless.
            (!(attached || nat_gateway), FREE.0, FREE.1),
            (!instance_exists, NO_INSTANCE.0, NO_INSTANCE.1),
            (!available, UNAVAILABLE.0, UNAVAILABLE.1),
        ],
    }
}

const FREE: (&str, &str) = (
    "OperationDenied.FreeNetworkInterface",
    "is attached to no instance",
);
const NO_INSTANCE: (&str, &str) = (
    "ResourceNotFound.EcsInstance",
    "belongs to an instance that is not there",
);
const UNAVAILABLE: (&str, &str) = (
    "IncorrectStatus.NetworkInterface",
    "is in a state that does not allow this",
);

pub(super) fn require_sources(
    call: &Call<'_>,
    source_ids: &[String],
    target: &Target,
) -> Result<(), Refusal> {
    for id in source_ids {
        require_interface(call, id)?;
        let item = call
            .inventory
            .and_then(|inventory| inventory.get(id).copied());
        let defects = item.map(|item| defects_as_source(item, target));
        require_sound(call, id, &defects.unwrap_or_default())?;
    }
    Ok(())
}

fn defects_as_source(item: Item, target: &Target) -> Vec<Defect> {
    let mut defects = defects_of(item);
    if let Item::NetworkInterface {
        supports_mirroring,
        supported_business,
        bonding_without_members,
        ..
    } = item
    {
        defects.extend([
            (
                !supports_mirroring,
                "OperationDenied.EcsNotSupportTrafficMirror",
                "belongs to an instance whose type does not support mirroring",
            ),
            (
                !supported_business,
                "OperationFailed.NotSupportBizType",
                "belongs to an instance that cannot be mirrored",
            ),
            (
                bonding_without_members,
                "OperationUnsupported.BondingNetworkInterface",
                "is a bond without members",
            ),
        ]);
    }
    defects.push(needs_balancer(item, target));
    defects
}

/// Whether the sources that a session has allow another target.
pub(super) fn require_target_of_sources(
    call: &Call<'_>,
    source_ids: &[String],
    target: &Target,
) -> Result<(), Refusal> {
    for id in source_ids {
        if let Some(item) = call
            .inventory
            .and_then(|inventory| inventory.get(id).copied())
        {
            require_sound(call, id, &[needs_balancer(item, target)])?;
        }
    }
    Ok(())
}

fn needs_balancer(item: Item, target: &Target) -> Defect {
    let of_nat_gateway = matches!(
        item,
        Item::NetworkInterface {
            nat_gateway: true,
            ..
        }
    );
    (
        of_nat_gateway && target.is_interface(),
        "OperationDenied.UnsupportedTargetType",
        "belongs to a NAT gateway, which needs a load balancer as target",
    )
}

/// That there is a network interface of this id.
pub(super) fn require_interface(call: &Call<'_>, id: &str) -> Result<(), Refusal> {
    match call.inventory.map(|inventory| inventory.get(id)) {
        None => Ok(()),
        Some(Some(item)) if item.is_interface() => Ok(()),
        Some(_) => Err(no_interface(id)),
    }
}

fn no_interface(id: &str) -> Refusal {
    Refusal::new(
        "ResourceNotFound.NetworkInterface",
        filled("There is no network interface {}.", &[id]),
    )
}

// The quotas, each with a code of its own. What is being deleted still counts (inferred).

/// Room for one more session.
pub(super) fn require_room_at_filter(call: &Call<'_>, filter_id: &str) -> Result<(), Refusal> {
    let present = call.place.sessions.using_filter(filter_id);
    call.require_quota("QuotaExceeded.FilterRelatedSession", present)
}

/// Room for these, in a session that has so many already, and room for one more session at each of them.
pub(super) fn require_room_for_sources(
    call: &Call<'_>,
    source_ids: &[String],
    present: usize,
) -> Result<(), Refusal> {
    call.require_room(
        "QuotaExceeded.SourceNumPerSession",
        || present,
        source_ids.len(),
    )?;
    for id in source_ids {
        let present = call.place.sessions.with_source(id);
        call.require_quota("QuotaExceeded.NetworkInterfaceRelatedSession", present)?;
    }
    Ok(())
}

/// Room for one more session.
pub(super) fn require_room_at_target(call: &Call<'_>, target: &Target) -> Result<(), Refusal> {
    let code = if target.is_interface() {
        "QuotaExceeded.NetworkInterfaceRelatedSession"
    } else {
        "QuotaExceeded.SlbRelatedSession"
    };
    call.require_quota(code, call.place.sessions.with_target(&target.id))
}

/// Room for the copies of so many more sources.
pub(super) fn require_room_for_copies(
    call: &Call<'_>,
    target: &Target,
    sources: usize,
) -> Result<(), Refusal> {
    let present = || call.place.sessions.sources_to(&target.id);
    call.require_room("QuotaExceeded.SourceNumPerTarget", present, sources)
}
