//! Filters and their rules: create, list, delete.

use std::collections::BTreeSet;

use super::life::{Due, Life, SETTLES_AT, Status};
use super::operations::{Call, Change};
use super::store::Selection;
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

#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) life: Life,
    pub(super) action: String,
    pub(super) protocol: String,
    pub(super) ip_version: String,
    pub(super) priority: i64,
    pub(super) source: String,
    pub(super) destination: String,
    pub(super) source_ports: String,
    pub(super) destination_ports: String,
}

/// `CreateTrafficMirrorFilter`. The rules given with it are created with it (source: API reference).
pub(super) fn create(call: &Call<'_>) -> Result<Change, Refusal> {
    let ingress = new_rules(call.params, "IngressRules")?;
    let egress = new_rules(call.params, "EgressRules")?;
    call.require_quota(
        "QuotaExceeded.TrafficMirrorFilter",
        call.place.filters.len(),
    )?;
    let tags = tags::given(call.params, "Tag")?;
    let name = call.params.text_or_empty("TrafficMirrorFilterName");
    let description = call.params.text_or_empty("TrafficMirrorFilterDescription");
    let resource_group = call.resource_group();
    Ok(Box::new(move |place, means| {
        let life = Life::until(Status::Creating, means.now + means.options.creating_ms);
        let mut named = |rules: Vec<Rule>| -> Vec<Rule> {
            let named = |rule| Rule {
                id: means.seeds.id("tmr-"),
                life,
                ..rule
            };
            rules.into_iter().map(named).collect()
        };
        let (ingress, egress) = (named(ingress), named(egress));
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
        .with("TotalCount", page.total.to_string())
        .with("Count", count)
        .with(
            "MaxResults",
            call.params.integer("MaxResults").unwrap_or(10),
        ))
}

/// `DeleteTrafficMirrorFilter`: refused while the filter or a rule of it is busy, or a session uses it (source: API
/// reference; that use is judged last is inferred).
pub(super) fn delete(call: &Call<'_>) -> Result<Change, Refusal> {
    let id = call.params.text_or_empty("TrafficMirrorFilterId");
    let (order, filter) = find(call.place, &id)?;
    if filter.life.is_busy() {
        return Err(busy(filter));
    }
    if let Some(rule) = filter.rules().find(|rule| rule.life.is_busy()) {
        return Err(Refusal::new(
            "IncorrectStatus.TrafficMirrorRule",
            format!("The rule {} is {}.", rule.id, rule.life.status.as_str()),
        ));
    }
    let sessions = call.place.sessions.using_filter(&id);
    if sessions > 0 {
        return Err(Refusal::new(
            "DependencyViolation.TrafficMirrorSession",
            format!("The filter {id} is used by {sessions} sessions."),
        ));
    }
    Ok(Box::new(move |place, means| {
        let ends = means.now + means.options.deleting_ms;
        if let Some(filter) = place.filters.get_mut(order) {
            let life = Life::until(Status::Deleting, ends);
            filter.life = life;
            // Its rules go with it; they show the same state until then.
            filter
                .ingress
                .iter_mut()
                .chain(&mut filter.egress)
                .for_each(|rule| rule.life = life);
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
            format!("There is no filter {id}."),
        )
    })
}

pub(super) fn busy(filter: &Filter) -> Refusal {
    Refusal::new(
        "IncorrectStatus.TrafficMirrorFilter",
        format!(
            "The filter {} is {}.",
            filter.id,
            filter.life.status.as_str()
        ),
    )
}

/// Puts a filter in its place, with everything that is under way in it.
pub(super) fn add(place: &mut Place, means: &mut Means<'_>, filter: Filter) {
    let ends: BTreeSet<_> = filter
        .rules()
        .map(|rule| rule.life)
        .chain([filter.life])
        .filter_map(|life| life.settles_at)
        .collect();
    let id = filter.id.clone();
    let order = place.filters.insert(&id, filter);
    for at in ends {
        means.schedule.add(at, place.key, Due::Filter(order));
    }
}

/// The rules of one direction, yet without ids. A priority is unique in its direction; one that is left out becomes
/// the smallest that is free (inferred).
fn new_rules(params: &Record, name: &str) -> Result<Vec<Rule>, Refusal> {
    let given = params
        .records(name)
        .filter_map(|rule| rule.integer("Priority"));
    let mut taken = BTreeSet::new();
    for priority in given {
        if !taken.insert(priority) {
            return Err(Refusal::new(
                "DuplicatedParam.Priority",
                format!("The priority {priority} is used twice in {name}."),
            ));
        }
    }
    let mut rules = Vec::new();
    for (at, rule) in params.records(name).enumerate() {
        let priority = rule
            .integer("Priority")
            .unwrap_or_else(|| lowest_free(&taken));
        taken.insert(priority);
        rules.push(new_rule(rule, priority, &format!("{name}.{}", at + 1))?);
    }
    Ok(rules)
}

/// The smallest positive number that is not taken.
pub(super) fn lowest_free(taken: &BTreeSet<i64>) -> i64 {
    let positive = taken.iter().filter(|number| **number > 0);
    positive.fold(
        1,
        |free, number| if *number == free { free + 1 } else { free },
    )
}

/// ICMP and ALL have no ports: `-1/-1` is what they read back as, whatever was sent (source: API reference). For TCP and
/// UDP `-1/-1` may not be sent (source: API reference), and stands for ports that were left out (inferred). What is left
/// out of the addresses means all of them (inferred).
fn new_rule(given: &Record, priority: i64, path: &str) -> Result<Rule, Refusal> {
    const ALL_PORTS: &str = "-1/-1";
    let protocol = given.text_or_empty("Protocol");
    let has_ports = matches!(protocol.as_str(), "TCP" | "UDP");
    let ports = |name: &str| match given.text(name) {
        Some(ALL_PORTS) if has_ports => Err(Refusal::new(
            "InvalidParameter",
            format!("{path}.{name} must be first/last for {protocol}."),
        )),
        Some(ports) if has_ports => Ok(ports.to_owned()),
        _ => Ok(ALL_PORTS.to_owned()),
    };
    let ip_version = given.text("IpVersion").unwrap_or("IPv4");
    let everything = if ip_version == "IPv6" {
        "::/0"
    } else {
        "0.0.0.0/0"
    };
    let block = |name: &str| given.text(name).unwrap_or(everything).to_owned();
    Ok(Rule {
        id: String::new(),
        life: Life::CREATED,
        action: given.text_or_empty("Action"),
        ip_version: ip_version.to_owned(),
        priority,
        source: block("SourceCidrBlock"),
        destination: block("DestinationCidrBlock"),
        source_ports: ports("SourcePortRange")?,
        destination_ports: ports("DestinationPortRange")?,
        protocol,
    })
}

impl Filter {
    pub(super) fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.ingress.iter().chain(&self.egress)
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

impl Rule {
    fn to_record(&self, filter_id: &str, direction: &str) -> Record {
        Record::large()
            .with("TrafficMirrorFilterRuleId", self.id.as_str())
            .with("TrafficMirrorFilterId", filter_id)
            .with("TrafficMirrorFilterRuleStatus", self.life.status.as_str())
            .with("TrafficDirection", direction)
            .with("Action", self.action.as_str())
            .with("Protocol", self.protocol.as_str())
            .with("IpVersion", self.ip_version.as_str())
            .with("Priority", self.priority)
            .with("SourceCidrBlock", self.source.as_str())
            .with("DestinationCidrBlock", self.destination.as_str())
            .with("SourcePortRange", self.source_ports.as_str())
            .with("DestinationPortRange", self.destination_ports.as_str())
            .with_some(SETTLES_AT, self.life.settles_at)
    }
}
