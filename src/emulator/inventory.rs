//! What exists besides filters and sessions: the network interfaces and load balancers that they are about.

use super::digits::filled;
use alloc::borrow::ToOwned;
use alloc::string::String;

use serde_json::Value as Json;

use super::fields::{FieldError, Fields};
use super::table::Table;
use super::value::Record;

/// What exists, by id, in every account and region.
pub type Inventory = Table<Item>;

/// A network interface or load balancer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// `{"id": …, "kind": "eni"}`
    NetworkInterface {
        /// Is attached to an instance; default true.
        attached: bool,
        /// Its instance's type supports mirroring; default true.
        supports_mirroring: bool,
        /// Belongs to a NAT gateway, so that it needs a load balancer as target; default false.
        nat_gateway: bool,
        /// The instance it is attached to is there; default true.
        instance_exists: bool,
        /// Is in a state that allows mirroring; default true.
        available: bool,
        /// Its instance is of a business that can be mirrored; default true.
        supported_business: bool,
        /// Is a bond that has no members yet; default false.
        bonding_without_members: bool,
    },
    /// `{"id": …, "kind": "slb"}`
    LoadBalancer {
        /// Is inside a VPC; default true.
        in_vpc: bool,
        /// Is in the classic network; default false.
        classic: bool,
    },
}

impl Item {
    pub(super) fn is_interface(self) -> bool {
        matches!(self, Self::NetworkInterface { .. })
    }
}

/// The list `inventory` of options and fixtures. Absent: everything exists.
pub(super) fn read(fields: &Fields<'_>) -> Result<Option<Inventory>, FieldError> {
    if fields.get("inventory").is_none() {
        return Ok(None);
    }
    let mut inventory = Inventory::default();
    for (path, json) in fields.list("inventory")? {
        let (id, item) = item(path, json)?;
        if inventory.insert(&id, item).is_some() {
            return Err(fields.error("inventory", filled("has {} twice", &[&*id])));
        }
    }
    Ok(Some(inventory))
}

fn item(path: String, json: &Json) -> Result<(String, Item), FieldError> {
    let is_eni = match Fields::any(path.as_str(), json)?.text("kind")? {
        Some("eni") => true,
        Some("slb") => false,
        _ => {
            return Err(FieldError::new(
                filled("{}.kind", &[&*path]),
                "must be one of eni, slb",
            ));
        }
    };
    let known: &[&str] = if is_eni {
        &[
            "id",
            "kind",
            "attached",
            "supportsMirroring",
            "natGateway",
            "instanceExists",
            "available",
            "supportedBusiness",
            "bondingWithoutMembers",
        ]
    } else {
        &["id", "kind", "attached", "inVpc", "classic"]
    };
    let fields = Fields::of(path, json, known)?;
    let flag = |name, default| Ok(fields.boolean(name)?.unwrap_or(default));
    let item = if is_eni {
        Item::NetworkInterface {
            attached: flag("attached", true)?,
            supports_mirroring: flag("supportsMirroring", true)?,
            nat_gateway: flag("natGateway", false)?,
            instance_exists: flag("instanceExists", true)?,
            available: flag("available", true)?,
            supported_business: flag("supportedBusiness", true)?,
            bonding_without_members: flag("bondingWithoutMembers", false)?,
        }
    } else {
        flag("attached", true)?;
        Item::LoadBalancer {
            in_vpc: flag("inVpc", true)?,
            classic: flag("classic", false)?,
        }
    };
    Ok((fields.required_text("id")?.to_owned(), item))
}

/// The same form again.
pub(super) fn write(id: &str, item: Item) -> Json {
    let record = match item {
        Item::NetworkInterface {
            attached,
            supports_mirroring,
            nat_gateway,
            instance_exists,
            available,
            supported_business,
            bonding_without_members,
        } => Record::new()
            .with("id", id)
            .with("kind", "eni")
            .with("attached", attached)
            .with("supportsMirroring", supports_mirroring)
            .with("natGateway", nat_gateway)
            .with("instanceExists", instance_exists)
            .with("available", available)
            .with("supportedBusiness", supported_business)
            .with("bondingWithoutMembers", bonding_without_members),
        Item::LoadBalancer { in_vpc, classic } => Record::new()
            .with("id", id)
            .with("kind", "slb")
            .with("inVpc", in_vpc)
            .with("classic", classic),
    };
    record.to_json()
}
