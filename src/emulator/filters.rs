//! Filters: create, list, change, delete.

use super::digits::{filled, in_digits};
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::life::{Due, Life, SETTLES_AT, Status};
use super::operations::{Call, Change};
use super::rules::{self, Rule};
use super::store::Selection;
use super::table::Orders;
use super::tags::{self, Tags};
use super::value::{Record, Value};
use super::world::{Means, Place};
use super::{Refusal, calendar};

#[derive(Debug, Clone)]
pub(super) struct Filter {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) life: Life,
    pub(super) ingress: Vec<Rule>,
    pub(super) egress: Vec<Rule>,
    pub(super) resource_group: String,
    pub(super) tags: Tags,
    pub(super) created_at: i64,
}

/// `CreateTrafficMirrorFilter`. The rules given with it are created with it (source: API reference).
pub(super) fn create(call: &Call<'_>) -> Result<Change, Refusal> {
    let ingress = rules::given(call.operation, call.params, "IngressRules", &[])?;
    let egress = rules::given(call.operation, call.params, "EgressRules", &[])?;
    call.require_quota(
        "QuotaExceeded.TrafficMirrorFilter",
        call.place.filters.len(),
    )?;
    let tags = tags::given(call, "Tag")?;
    let name = call.params.text_or_empty("TrafficMirrorFilterName");
    let description = call.params.text_or_empty("TrafficMirrorFilterDescription");
    let resource_group = call.resource_group();
    Ok(Box::new(move |place, means| {
        let life = Life::until(Status::Creating, means.now + means.options.creating_ms);
        let ingress = rules::named(ingress, means.seeds, life);
        let egress = rules::named(egress, means.seeds, life);
        let filter = Filter {
            id: means.seeds.id("tmf-"),
            name,
            description,
            life,
            ingress,
            egress,
            resource_group,
            tags,
            created_at: means.now,
        };
        let answer = Record::new()
            .with("TrafficMirrorFilterId", filter.id.as_str())
            .with("ResourceGroupId", filter.resource_group.as_str());
        add(place, means, filter);
        answer
    }))
}

/// `ListTrafficMirrorFilters`, oldest first (the order is inferred). The only list with `Count` and `MaxResults`.
pub(super) fn list(call: &Call<'_>) -> Result<Record, Refusal> {
    let mut selection = Selection::all(&call.place.filters);
    selection.ids(&call.params.texts("TrafficMirrorFilterIds"));
    if let Some(name) = call
        .params
        .text("TrafficMirrorFilterName")
        .filter(|name| !name.is_empty())
    {
        selection.when(move |filter| filter.name == name);
    }
    if let Some(group) = call.params.text("ResourceGroupId") {
        selection.when(move |filter| filter.resource_group == group);
    }
    let wanted = tags::wanted(call.params, "Tags");
    if !wanted.is_empty() {
        selection.when(move |filter| tags::carries(&filter.tags, &wanted));
    }
    let page = selection.page(call.params, "filters")?;
    let count = i64::try_from(page.items.len()).unwrap_or(i64::MAX);
    let filters: Vec<_> = page.items.into_iter().map(Filter::to_record).collect();
    Ok(Record::new()
        .with("TrafficMirrorFilters", filters)
        .with("NextToken", page.next_token)
        .with("TotalCount", in_digits(page.total))
        .with("Count", count)
        .with(
            "MaxResults",
            call.params.integer("MaxResults").unwrap_or(10),
        ))
}

/// `UpdateTrafficMirrorFilterAttribute`: done when it is answered, so that no one sees the filter `Modifying` (source:
/// official metadata). That what is left out stays as it is, is inferred.
pub(super) fn update(call: &Call<'_>) -> Result<Change, Refusal> {
    let id = call.params.text_or_empty("TrafficMirrorFilterId");
    let (order, filter) = find(call.place, &id)?;
    if filter.life.is_busy() {
        return Err(busy(filter));
    }
    let given = |name| call.params.text(name).map(str::to_owned);
    let name = given("TrafficMirrorFilterName");
    let description = given("TrafficMirrorFilterDescription");
    Ok(Box::new(move |place, _| {
        if let Some(filter) = place.filters.get_mut(order) {
            set(&mut filter.name, name);
            set(&mut filter.description, description);
        }
        Record::new()
    }))
}

/// Takes a new value over where one was given.
pub(super) fn set<T>(field: &mut T, given: Option<T>) {
    if let Some(value) = given {
        *field = value;
    }
}

/// `DeleteTrafficMirrorFilter`: refused while the filter or a rule of it is busy, or a session uses it (source: API
/// reference). That a busy rule counts for more than the filter that is `Modifying` because of it, and that use is
/// judged last, is inferred.
pub(super) fn delete(call: &Call<'_>) -> Result<Change, Refusal> {
    let id = call.params.text_or_empty("TrafficMirrorFilterId");
    let (order, filter) = find(call.place, &id)?;
    let comes_or_goes = matches!(filter.life.status, Status::Creating | Status::Deleting);
    match filter.rules().find(|rule| rule.life.is_busy()) {
        Some(rule) if !comes_or_goes => return Err(rules::busy(rule)),
        _ if filter.life.is_busy() => return Err(busy(filter)),
        _ => {}
    }
    let sessions = call.place.sessions.using_filter(&id);
    if sessions > 0 {
        return Err(Refusal::new(
            "DependencyViolation.TrafficMirrorSession",
            filled(
                "The filter {} is used by {} sessions.",
                &[&*id, &in_digits(sessions)],
            ),
        ));
    }
    Ok(Box::new(move |place, means| {
        let ends = means.now + means.options.deleting_ms;
        if let Some(filter) = place.filters.get_mut(order) {
            let life = Life::until(Status::Deleting, ends);
            filter.life = life;
            // Its rules go with it; they show the same state until then.
            filter.rules_mut().for_each(|rule| rule.life = life);
        }
        means.schedule.add(ends, place.key, Due::Filter(order));
        Record::new()
    }))
}

/// The filter, or the refusal that there is none. The status is 400, as for everything (source: API reference).
pub(super) fn find<'a>(place: &'a Place, id: &str) -> Result<(u64, &'a Filter), Refusal> {
    place.filters.find(id).ok_or_else(|| {
        Refusal::new(
            "ResourceNotFound.TrafficMirrorFilter",
            filled("There is no filter {}.", &[&*id]),
        )
    })
}

pub(super) fn busy(filter: &Filter) -> Refusal {
    Refusal::new(
        "IncorrectStatus.TrafficMirrorFilter",
        filled(
            "The filter {} is {}.",
            &[&*filter.id, filter.life.status.as_str()],
        ),
    )
}

/// Puts a filter in its place, with everything that is under way in it.
pub(super) fn add(place: &mut Place, means: &mut Means<'_>, filter: Filter) {
    let mut ends = Orders::default();
    let lives = filter.rules().map(|rule| rule.life).chain([filter.life]);
    for at in lives.filter_map(|life| life.settles_at) {
        ends.insert(at.cast_unsigned());
    }
    let (id, rules) = (filter.id.clone(), filter.rules());
    let rules: Vec<_> = rules.map(|rule| rule.id.clone()).collect();
    let order = place.filters.insert(&id, filter);
    for id in rules {
        place.rules.insert(id, order);
    }
    for at in ends.iter() {
        let at = at.cast_signed();
        means.schedule.add(at, place.key, Due::Filter(order));
    }
}

impl Filter {
    pub(super) fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.ingress.iter().chain(&self.egress)
    }

    pub(super) fn rules_mut(&mut self) -> impl Iterator<Item = &mut Rule> {
        self.ingress.iter_mut().chain(&mut self.egress)
    }

    pub(super) fn to_record(&self) -> Record {
        let rules = |rules: &[Rule], direction| -> Vec<Value> {
            rules
                .iter()
                .map(|rule| rule.to_record(&self.id, direction).into())
                .collect()
        };
        Record::large()
            .with("TrafficMirrorFilterId", self.id.as_str())
            .with("TrafficMirrorFilterName", self.name.as_str())
            .with("TrafficMirrorFilterDescription", self.description.as_str())
            .with("TrafficMirrorFilterStatus", self.life.status.as_str())
            .with("IngressRules", rules(&self.ingress, "ingress"))
            .with("EgressRules", rules(&self.egress, "egress"))
            .with("ResourceGroupId", self.resource_group.as_str())
            .with("Tags", tags::to_value(&self.tags))
            .with("CreationTime", calendar::creation_time(self.created_at))
            .with_some(SETTLES_AT, self.life.settles_at)
    }
}
