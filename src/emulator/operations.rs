//! Which function plays which operation, and what all of them have in common.

use std::collections::BTreeMap;

use super::options::Inventory;
use super::value::Record;
use super::world::{Means, Place};
use super::{Options, Refusal, filters, sessions};
use crate::service::{Operation, REGIONS};

/// A call that has passed the gateway and whose parameters are as the table wants them. It sees its place and cannot
/// change it.
pub(super) struct Call<'a> {
    pub(super) operation: &'static Operation,
    pub(super) params: &'a Record,
    pub(super) place: &'a Place,
    pub(super) options: &'a Options,
    /// What exists besides; `None` if everything does.
    pub(super) inventory: Option<&'a Inventory>,
}

/// What a write does once nothing speaks against it, and the answer to it. Apart from the checks, so that a dry run is
/// every check and no change, by construction.
pub(super) type Change = Box<dyn FnOnce(&mut Place, &mut Means<'_>) -> Record>;

#[derive(Clone, Copy)]
pub(super) enum Play {
    Read(fn(&Call<'_>) -> Result<Record, Refusal>),
    Write(fn(&Call<'_>) -> Result<Change, Refusal>),
}

/// How an operation is played; `None` for one that is not. A test holds this against the table.
pub(super) fn play_of(action: &str) -> Option<Play> {
    Some(match action {
        "CreateTrafficMirrorFilter" => Play::Write(filters::create),
        "ListTrafficMirrorFilters" => Play::Read(filters::list),
        "DeleteTrafficMirrorFilter" => Play::Write(filters::delete),
        "CreateTrafficMirrorSession" => Play::Write(sessions::create),
        "ListTrafficMirrorSessions" => Play::Read(sessions::list),
        "DeleteTrafficMirrorSession" => Play::Write(sessions::delete),
        _ => return None,
    })
}

/// The region that the call is about. What it names has to exist, whether it offers mirroring or not.
pub(super) fn region_of(params: &BTreeMap<String, String>) -> Result<&'static str, Refusal> {
    let id = params
        .get("RegionId")
        .map(String::as_str)
        .unwrap_or_default();
    match REGIONS.iter().find(|region| region.region_id == id) {
        Some(region) => Ok(region.region_id),
        None => Err(Refusal::new(
            "InvalidRegionId.NotFound",
            format!("There is no region {id}."),
        )),
    }
}

impl Call<'_> {
    /// What has to hold before an operation is looked at at all, for those operations that document it.
    pub(super) fn require_service(&self) -> Result<(), Refusal> {
        let documents = |code: &str| {
            self.operation
                .errors
                .iter()
                .any(|(known, _)| *known == code)
        };
        let region = self.place.key.1;
        let mirrors = REGIONS
            .iter()
            .any(|known| known.region_id == region && known.traffic_mirroring);
        for (fails, code, message) in [
            (
                !mirrors,
                "UnsupportedRegion",
                "The region does not offer traffic mirroring.",
            ),
            (
                !self.place.opened,
                "OptInRequired.TrafficMirror",
                "Traffic mirroring has not been activated.",
            ),
            (
                self.place.locked,
                "IncorrectBusinessStatus.TrafficMirror",
                "The account has unpaid bills.",
            ),
        ] {
            if fails && documents(code) {
                return Err(Refusal::new(code, message));
            }
        }
        Ok(())
    }

    /// Room for one more.
    pub(super) fn require_quota(&self, code: &'static str, present: usize) -> Result<(), Refusal> {
        self.require_room(code, || present, 1)
    }

    /// Room for so many more. What is there is only counted where the quota is set.
    pub(super) fn require_room(
        &self,
        code: &'static str,
        present: impl FnOnce() -> usize,
        more: usize,
    ) -> Result<(), Refusal> {
        let Some(quota) = self.options.quotas.get(code) else {
            return Ok(());
        };
        if u64::try_from(present() + more).is_ok_and(|count| count <= *quota) {
            return Ok(());
        }
        Err(Refusal::new(code, format!("The quota is {quota}.")))
    }

    /// The resource group that was named, else the account's default one.
    pub(super) fn resource_group(&self) -> String {
        self.params
            .text("ResourceGroupId")
            .unwrap_or(&self.place.resource_group)
            .to_owned()
    }
}
