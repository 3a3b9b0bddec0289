//! Whether sources, target and filter of a session fit one another, and whether there is room for it.

use super::Refusal;
use super::operations::Call;
use super::options::Item;

/// What a session is to connect.
pub(super) struct Wanted {
    pub(super) filter_id: String,
    pub(super) source_ids: Vec<String>,
    pub(super) target_id: String,
    pub(super) target_type: String,
}

impl Wanted {
    fn to_interface(&self) -> bool {
        self.target_type == "NetworkInterface"
    }
}

/// The rules of placement, each named after its code in the API reference. Those about what exists need an inventory;
/// without one any id is taken to exist and to fit.
pub(super) fn require_fitting(call: &Call<'_>, wanted: &Wanted) -> Result<(), Refusal> {
    let mut ids: Vec<_> = wanted.source_ids.iter().collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() < wanted.source_ids.len() {
        return Err(Refusal::new(
            "DuplicatedParam.SourceInstanceIds",
            "A source is named twice.",
        ));
    }
    let sessions = &call.place.sessions;
    for id in &wanted.source_ids {
        if *id == wanted.target_id || sessions.with_target(id) > 0 {
            return Err(duplicate_role(id));
        }
    }
    if wanted.to_interface() && sessions.with_source(&wanted.target_id) > 0 {
        return Err(duplicate_role(&wanted.target_id));
    }
    let Some(inventory) = call.inventory else {
        return Ok(());
    };
    require_target(wanted, inventory.get(&wanted.target_id))?;
    for id in &wanted.source_ids {
        require_source(wanted, id, inventory.get(id))?;
    }
    Ok(())
}

fn duplicate_role(id: &str) -> Refusal {
    Refusal::new(
        "OperationDenied.DuplicateRole",
        format!("The network interface {id} would be source and target at once."),
    )
}

fn require_target(wanted: &Wanted, found: Option<&Item>) -> Result<(), Refusal> {
    let id = &wanted.target_id;
    match (found, wanted.to_interface()) {
        (None, true) => Err(no_interface(id)),
        (None, false) => Err(Refusal::new(
            "ResourceNotFound.Slb",
            format!("There is no load balancer {id}."),
        )),
        (
            Some(Item::NetworkInterface {
                attached,
                nat_gateway,
                ..
            }),
            true,
        ) => require_attached(id, *attached || *nat_gateway),
        (Some(Item::LoadBalancer { in_vpc: true }), false) => Ok(()),
        (Some(Item::LoadBalancer { in_vpc: false }), false) => Err(Refusal::new(
            "OperationDenied.SlbNotInVpc",
            format!("The load balancer {id} is in no VPC."),
        )),
        (Some(_), _) => Err(Refusal::new(
            "ResourceNotFound.TargetInstance",
            format!("{id} is no {}.", wanted.target_type),
        )),
    }
}

fn require_source(wanted: &Wanted, id: &str, found: Option<&Item>) -> Result<(), Refusal> {
    let Some(Item::NetworkInterface {
        attached,
        supports_mirroring,
        nat_gateway,
    }) = found
    else {
        return Err(no_interface(id));
    };
    require_attached(id, *attached || *nat_gateway)?;
    if !supports_mirroring {
        return Err(Refusal::new(
            "OperationDenied.EcsNotSupportTrafficMirror",
            format!("The instance of {id} does not support mirroring."),
        ));
    }
    if *nat_gateway && wanted.to_interface() {
        return Err(Refusal::new(
            "OperationDenied.UnsupportedTargetType",
            format!("{id} belongs to a NAT gateway, which needs a load balancer as target."),
        ));
    }
    Ok(())
}

fn no_interface(id: &str) -> Refusal {
    Refusal::new(
        "ResourceNotFound.NetworkInterface",
        format!("There is no network interface {id}."),
    )
}

/// One of a NAT gateway belongs to no instance, and is in use nevertheless.
fn require_attached(id: &str, in_use: bool) -> Result<(), Refusal> {
    if in_use {
        return Ok(());
    }
    Err(Refusal::new(
        "OperationDenied.FreeNetworkInterface",
        format!("The network interface {id} is attached to no instance."),
    ))
}

/// The quotas that exist as error codes. Sessions that are being deleted still count (inferred).
pub(super) fn require_quotas(call: &Call<'_>, wanted: &Wanted) -> Result<(), Refusal> {
    let sessions = &call.place.sessions;
    call.require_quota("QuotaExceeded.SessionNum", sessions.len())?;
    call.require_quota(
        "QuotaExceeded.FilterRelatedSession",
        sessions.using_filter(&wanted.filter_id),
    )?;
    call.require_room(
        "QuotaExceeded.SourceNumPerSession",
        || 0,
        wanted.source_ids.len(),
    )?;
    for id in &wanted.source_ids {
        call.require_quota(
            "QuotaExceeded.NetworkInterfaceRelatedSession",
            sessions.with_source(id),
        )?;
    }
    let related = if wanted.to_interface() {
        "QuotaExceeded.NetworkInterfaceRelatedSession"
    } else {
        "QuotaExceeded.SlbRelatedSession"
    };
    call.require_quota(related, sessions.with_target(&wanted.target_id))?;
    let sources = || sessions.sources_to(&wanted.target_id);
    call.require_room(
        "QuotaExceeded.SourceNumPerTarget",
        sources,
        wanted.source_ids.len(),
    )
}
