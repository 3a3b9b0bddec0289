//! Everything there is: for each account and region its filters and sessions.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::filters::Filter;
use super::life::{Due, Schedule, Settled};
use super::sessions::Sessions;
use super::store::Store;
use super::table::Numbers;
use super::{Options, seed::Seeds};

/// An account, by its number, and a region.
pub(super) type PlaceKey = (usize, &'static str);

#[derive(Debug)]
pub(super) struct World {
    owners: Vec<Owner>,
    service_opened: bool,
    /// In the order of their keys; there are few.
    places: Vec<Place>,
    schedule: Schedule<PlaceKey>,
}

#[derive(Debug)]
struct Owner {
    account_id: String,
    default_resource_group: String,
}

/// What an account has in a region.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) key: PlaceKey,
    /// The service is activated here.
    pub(super) opened: bool,
    /// The account has not paid its bills.
    pub(super) locked: bool,
    /// Where objects go that name no resource group.
    pub(super) resource_group: String,
    pub(super) filters: Store<Filter>,
    /// The filter of each rule, by the order of its creation.
    pub(super) rules: Numbers,
    pub(super) sessions: Sessions,
}

/// What a change may use besides the place it changes.
pub(super) struct Means<'a> {
    pub(super) now: i64,
    pub(super) options: &'a Options,
    pub(super) seeds: &'a mut Seeds,
    pub(super) schedule: &'a mut Schedule<PlaceKey>,
}

impl World {
    pub(super) fn new(options: &Options, seeds: &mut Seeds) -> Self {
        let mut owners: Vec<Owner> = Vec::new();
        for account in &options.accounts {
            if owners
                .iter()
                .all(|owner| owner.account_id != account.owner())
            {
                owners.push(Owner {
                    account_id: account.owner().to_owned(),
                    default_resource_group: seeds.id("rg-"),
                });
            }
        }
        Self {
            owners,
            service_opened: options.service_opened,
            places: Vec::new(),
            schedule: Schedule::default(),
        }
    }

    pub(super) fn owner_number(&self, account_id: &str) -> Option<usize> {
        self.owners
            .iter()
            .position(|owner| owner.account_id == account_id)
    }

    pub(super) fn owner_id(&self, number: usize) -> &str {
        self.owners
            .get(number)
            .map_or("", |owner| &owner.account_id)
    }

    pub(super) fn places(&self) -> impl Iterator<Item = &Place> {
        self.places.iter()
    }

    /// The place (always there: made if this is the first to be heard of it), and the schedule beside it.
    pub(super) fn place(&mut self, key: PlaceKey) -> Option<(&mut Place, &mut Schedule<PlaceKey>)> {
        let at = self.places.partition_point(|place| place.key < key);
        if self.places.get(at).is_none_or(|place| place.key != key) {
            self.places.insert(at, self.empty_place(key));
        }
        Some((self.places.get_mut(at)?, &mut self.schedule))
    }

    /// The place, if it has been heard of.
    pub(super) fn find_place(&self, key: PlaceKey) -> Option<&Place> {
        self.places.iter().find(|place| place.key == key)
    }

    /// A place as it is at first.
    pub(super) fn empty_place(&self, key: PlaceKey) -> Place {
        let owner = self.owners.get(key.0);
        Place {
            key,
            opened: self.service_opened,
            locked: false,
            resource_group: owner
                .map(|owner| owner.default_resource_group.clone())
                .unwrap_or_default(),
            filters: Store::default(),
            rules: Numbers::new(),
            sessions: Sessions::default(),
        }
    }

    /// Carries out what has come due, in the order in which it did.
    pub(super) fn settle(&mut self, now: i64) {
        while let Some((key, due)) = self.schedule.next(now) {
            let Some(place) = self.places.iter_mut().find(|place| place.key == key) else {
                continue;
            };
            match due {
                Due::Session(order) => place.sessions.settle(order, now),
                Due::Filter(order) => place.settle_filter(order, now),
            }
        }
    }
}

impl Place {
    fn settle_filter(&mut self, order: u64, now: i64) {
        let Some(filter) = self.filters.get_mut(order) else {
            return;
        };
        for rules in [&mut filter.ingress, &mut filter.egress] {
            rules.retain_mut(|rule| {
                let stays = rule.life.settle(now) == Settled::Stays;
                if !stays {
                    self.rules.remove(&rule.id);
                }
                stays
            });
        }
        if filter.life.settle(now) == Settled::Gone {
            for rule in filter.rules() {
                self.rules.remove(&rule.id);
            }
            let id = filter.id.clone();
            self.filters.remove(order, &id);
        }
    }
}
