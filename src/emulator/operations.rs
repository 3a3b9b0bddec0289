//! Which function plays which operation, and what all of them have in common.

use super::digits::{filled, in_digits};
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;

use super::arrival::Request;
use super::inventory::Inventory;
use super::value::Record;
use super::world::{Means, Place};
use super::{Options, Refusal, activation, filters, resources, rules, session_changes, sessions};
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
        "UpdateTrafficMirrorFilterAttribute" => Play::Write(filters::update),
        "DeleteTrafficMirrorFilter" => Play::Write(filters::delete),
        "CreateTrafficMirrorFilterRules" => Play::Write(rules::create),
        "UpdateTrafficMirrorFilterRuleAttribute" => Play::Write(rules::update),
        "DeleteTrafficMirrorFilterRules" => Play::Write(rules::delete),
        "CreateTrafficMirrorSession" => Play::Write(sessions::create),
        "ListTrafficMirrorSessions" => Play::Read(sessions::list),
        "UpdateTrafficMirrorSessionAttribute" => Play::Write(session_changes::update),
        "AddSourcesToTrafficMirrorSession" => Play::Write(session_changes::add_sources),
        "RemoveSourcesFromTrafficMirrorSession" => Play::Write(session_changes::remove_sources),
        "DeleteTrafficMirrorSession" => Play::Write(sessions::delete),
        "OpenTrafficMirrorService" => Play::Write(activation::open),
        "GetTrafficMirrorServiceStatus" => Play::Read(activation::status),
        "TagResources" => Play::Write(resources::tag),
        "UnTagResources" => Play::Write(resources::untag),
        "ListTagResources" => Play::Read(resources::list_tags),
        "MoveResourceGroup" => Play::Write(resources::move_group),
        _ => return None,
    })
}

/// Where nothing says which region is meant: that of the endpoint that is not for one region (inferred).
const DEFAULT_REGION: &str = "cn-hangzhou";

/// The region that the call is about: the one it names, which has to exist, whether it offers mirroring or not; else, for
/// operations that need not name one, the one that the host is for.
pub(super) fn region_of(request: &Request<'_>) -> Result<&'static str, Refusal> {
    let known = |id: &str| {
        let region = REGIONS.iter().find(|region| region.region_id == id)?;
        Some(region.region_id)
    };
    let given = request.parameters.get("RegionId");
    let Some(id) = given.filter(|id| !id.is_empty()) else {
        let host = request.host();
        let id = host
            .strip_prefix("vpc.")
            .and_then(|rest| rest.split('.').next());
        return Ok(id.and_then(known).unwrap_or(DEFAULT_REGION));
    };
    known(id).ok_or_else(|| {
        Refusal::new(
            "InvalidRegionId.NotFound",
            filled("There is no region {}.", &[&*id]),
        )
    })
}

impl Call<'_> {
    /// Whether the operation's row lists this code.
    pub(super) fn documents(&self, code: &str) -> bool {
        let mut codes = self.operation.errors.iter();
        codes.any(|(known, _)| *known == code)
    }

    /// What has to hold before an operation is looked at at all, for those operations that document it.
    pub(super) fn require_service(&self) -> Result<(), Refusal> {
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
        ] {
            if fails && self.documents(code) {
                return Err(Refusal::new(code, message));
            }
        }
        self.require_paid(self.place.locked)
    }

    /// That the account or the session has no unpaid bills, for those operations that document it.
    pub(super) fn require_paid(&self, locked: bool) -> Result<(), Refusal> {
        const CODE: &str = "IncorrectBusinessStatus.TrafficMirror";
        if locked && self.documents(CODE) {
            return Err(Refusal::new(CODE, "There are unpaid bills."));
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
        let Some(quota) = self.options.quota(code).filter(|_| more > 0) else {
            return Ok(());
        };
        if u64::try_from(present() + more).is_ok_and(|count| count <= quota) {
            return Ok(());
        }
        Err(Refusal::new(
            code,
            filled("The quota is {}.", &[&in_digits(quota)]),
        ))
    }

    /// The resource group that was named, else the account's default one.
    pub(super) fn resource_group(&self) -> String {
        self.params
            .text("ResourceGroupId")
            .unwrap_or(&self.place.resource_group)
            .to_owned()
    }
}
