//! Rules of a filter: create, change, delete.

use super::digits::{filled, in_digits};
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::filters::{self, Filter, set};
use super::life::{Due, Life, SETTLES_AT, Status};
use super::operations::{Call, Change};
use super::seed::Seeds;
use super::sessions;
use super::table::{Numbers, Orders};
use super::value::Record;
use super::{Refusal, validate};
use crate::service::Operation;

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

/// `CreateTrafficMirrorFilterRules`: refused while the filter is busy, or a session that uses it (source: API
/// reference). The filter is `Modifying` until its new rules are `Created` (inferred: a delete of one of its sessions can
/// fail on the filter's state, and nothing else would ever change that).
pub(super) fn create(call: &Call<'_>) -> Result<Change, Refusal> {
    let id = call.params.text_or_empty("TrafficMirrorFilterId");
    let (order, filter) = filters::find(call.place, &id)?;
    if filter.life.is_busy() {
        return Err(filters::busy(filter));
    }
    if let Some(session) = call.place.sessions.busy_with_filter(&id) {
        return Err(sessions::busy(session));
    }
    let ingress = given(call.operation, call.params, "IngressRules", &filter.ingress)?;
    let egress = given(call.operation, call.params, "EgressRules", &filter.egress)?;
    if ingress.is_empty() && egress.is_empty() {
        return Err(Refusal::new(
            "MissingParameter",
            "IngressRules or EgressRules is required for this action.",
        ));
    }
    for (present, more) in [(&filter.ingress, &ingress), (&filter.egress, &egress)] {
        call.require_room(
            "QuotaExceeded.TrafficMirrorRulesPerFilter",
            || present.len(),
            more.len(),
        )?;
    }
    Ok(Box::new(move |place, means| {
        let ends = means.now + means.options.creating_ms;
        let life = Life::until(Status::Creating, ends);
        let ingress = named(ingress, means.seeds, life);
        let egress = named(egress, means.seeds, life);
        let ids = |rules: &[Rule]| -> Vec<Record> {
            let id = |rule: &Rule| Record::new().with("InstanceId", rule.id.as_str());
            rules.iter().map(id).collect()
        };
        let answer = Record::new()
            .with("IngressRules", ids(&ingress))
            .with("EgressRules", ids(&egress));
        if let Some(filter) = place.filters.get_mut(order) {
            let both = ingress.iter().chain(&egress);
            for rule in both {
                place.rules.insert(rule.id.clone(), order);
            }
            filter.ingress.extend(ingress);
            filter.egress.extend(egress);
            filter.life = Life::until(Status::Modifying, ends);
        }
        means.schedule.add(ends, place.key, Due::Filter(order));
        answer
    }))
}

/// `UpdateTrafficMirrorFilterRuleAttribute`: only the rule is `Modifying` meanwhile. That what is left out stays as it is,
/// and that the new values show at once, is inferred.
pub(super) fn update(call: &Call<'_>) -> Result<Change, Refusal> {
    let params = call.params;
    let id = params.text_or_empty("TrafficMirrorFilterRuleId");
    let order = call.place.rules.get(&id).copied();
    let filter = order.and_then(|order| Some((order, call.place.filters.get(order)?)));
    let Some((order, filter)) = filter else {
        return Err(absent(&id));
    };
    let in_direction = |rules: &&Vec<Rule>| rules.iter().any(|rule| rule.id == id);
    let direction = [&filter.ingress, &filter.egress].into_iter();
    let siblings = direction.clone().find(in_direction);
    let rule = siblings.and_then(|rules| rules.iter().find(|rule| rule.id == id));
    let (Some(siblings), Some(rule)) = (siblings, rule) else {
        return Err(absent(&id));
    };
    if rule.life.is_busy() {
        return Err(busy(rule));
    }
    let priority = params.integer("Priority");
    let taken = |priority: &i64| {
        let mut others = siblings.iter().filter(|other| other.id != id);
        others.any(|other| other.priority == *priority)
    };
    if let Some(priority) = priority.filter(taken) {
        return Err(priority_taken(priority));
    }
    let mut changed = rule.clone();
    set(&mut changed.priority, priority);
    for (field, name) in [
        (&mut changed.action, "RuleAction"),
        (&mut changed.protocol, "Protocol"),
        (&mut changed.source, "SourceCidrBlock"),
        (&mut changed.destination, "DestinationCidrBlock"),
    ] {
        set(field, params.text(name).map(str::to_owned));
    }
    for (field, name) in [
        (&mut changed.source_ports, "SourcePortRange"),
        (&mut changed.destination_ports, "DestinationPortRange"),
    ] {
        set(field, new_ports(params, name, &changed.protocol, "")?);
    }
    require_one_version(call.operation, &changed, "")?;
    Ok(Box::new(move |place, means| {
        let ends = means.now + means.options.modifying_ms;
        changed.life = Life::until(Status::Modifying, ends);
        let filter = place.filters.get_mut(order);
        let mut rules = filter.into_iter().flat_map(Filter::rules_mut);
        if let Some(rule) = rules.find(|rule| rule.id == id) {
            *rule = changed;
        }
        means.schedule.add(ends, place.key, Due::Filter(order));
        Record::new()
    }))
}

/// `DeleteTrafficMirrorFilterRules`: refused while the filter is busy, or a rule named (source: API reference; that the
/// rule is judged first is inferred). The filter is `Modifying` until the rules are gone (inferred, as for a create).
pub(super) fn delete(call: &Call<'_>) -> Result<Change, Refusal> {
    let filter_id = call.params.text_or_empty("TrafficMirrorFilterId");
    let (order, filter) = filters::find(call.place, &filter_id)?;
    let mut ids = Numbers::new();
    for id in call.params.texts("TrafficMirrorFilterRuleIds") {
        ids.insert(id, 0);
    }
    for id in ids.keys() {
        match filter.rules().find(|rule| rule.id == *id) {
            None => return Err(absent(id)),
            Some(rule) if rule.life.is_busy() => return Err(busy(rule)),
            Some(_) => {}
        }
    }
    if filter.life.is_busy() {
        return Err(filters::busy(filter));
    }
    Ok(Box::new(move |place, means| {
        let ends = means.now + means.options.deleting_ms;
        if let Some(filter) = place.filters.get_mut(order) {
            let named = filter.rules_mut().filter(|rule| ids.contains_key(&rule.id));
            named.for_each(|rule| rule.life = Life::until(Status::Deleting, ends));
            filter.life = Life::until(Status::Modifying, ends);
        }
        means.schedule.add(ends, place.key, Due::Filter(order));
        Record::new()
    }))
}

pub(super) fn busy(rule: &Rule) -> Refusal {
    Refusal::new(
        "IncorrectStatus.TrafficMirrorRule",
        filled(
            "The rule {} is {}.",
            &[&*rule.id, rule.life.status.as_str()],
        ),
    )
}

fn absent(id: &str) -> Refusal {
    Refusal::new(
        "ResourceNotFound.TrafficMirrorRule",
        filled("There is no rule {}.", &[id]),
    )
}

fn priority_taken(priority: i64) -> Refusal {
    Refusal::new(
        "DuplicatedParam.Priority",
        filled(
            "The priority {} would be used twice in one direction.",
            &[&in_digits(priority)],
        ),
    )
}

/// Rules that were asked for, with an id each.
pub(super) fn named(rules: Vec<Rule>, seeds: &mut Seeds, life: Life) -> Vec<Rule> {
    let named = |rule| Rule {
        id: seeds.id("tmr-"),
        life,
        ..rule
    };
    rules.into_iter().map(named).collect()
}

/// The rules of one direction, yet without ids. A priority is unique in its direction; one that is left out becomes
/// the smallest that is free (inferred).
pub(super) fn given(
    operation: &Operation,
    params: &Record,
    name: &str,
    present: &[Rule],
) -> Result<Vec<Rule>, Refusal> {
    let mut taken = Orders::default();
    for rule in present {
        taken.insert(rule.priority.cast_unsigned());
    }
    let given = params
        .records(name)
        .filter_map(|rule| rule.integer("Priority"));
    for priority in given {
        if !taken.insert(priority.cast_unsigned()) {
            return Err(priority_taken(priority));
        }
    }
    let mut rules = Vec::new();
    for (at, rule) in params.records(name).enumerate() {
        let priority = rule
            .integer("Priority")
            .unwrap_or_else(|| lowest_free(&taken));
        taken.insert(priority.cast_unsigned());
        let prefix = filled("{}.{}.", &[name, &in_digits(at + 1)]);
        let rule = new_rule(rule, priority, &prefix)?;
        require_one_version(operation, &rule, &prefix)?;
        rules.push(rule);
    }
    Ok(rules)
}

/// The smallest positive number that is not taken.
fn lowest_free(taken: &Orders) -> i64 {
    let mut free = 1;
    for number in taken.iter_from(1) {
        if number != free {
            break;
        }
        free += 1;
    }
    free.cast_signed()
}

/// What is left out of the addresses means all of them, and of the ports likewise (inferred).
fn new_rule(given: &Record, priority: i64, prefix: &str) -> Result<Rule, Refusal> {
    let protocol = given.text_or_empty("Protocol");
    let ports = |name: &str| {
        let given = new_ports(given, name, &protocol, prefix)?;
        Ok(given.unwrap_or_else(|| ALL_PORTS.to_owned()))
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

/// Addresses of the other IP version never match, so that they are refused as no addresses at all are (inferred).
fn require_one_version(operation: &Operation, rule: &Rule, prefix: &str) -> Result<(), Refusal> {
    for (name, block) in [
        ("SourceCidrBlock", &rule.source),
        ("DestinationCidrBlock", &rule.destination),
    ] {
        let is_ipv6 = block.bytes().any(|byte| byte == b':');
        if is_ipv6 != (rule.ip_version == "IPv6") {
            let problem = filled("is not a block of {}", &[&*rule.ip_version]);
            return Err(validate::wrong(
                operation,
                &filled("{}{}", &[prefix, name]),
                &problem,
            ));
        }
    }
    Ok(())
}

pub(super) const ALL_PORTS: &str = "-1/-1";

/// The ports that a rule is to have from now on, unless they stay as they are. ICMP and ALL have none: `-1/-1` is what
/// they read back as, whatever was sent (source: API reference). For TCP and UDP `-1/-1` may not be sent (source: API
/// reference), and stands for ports that were left out (inferred).
fn new_ports(
    params: &Record,
    name: &str,
    protocol: &str,
    prefix: &str,
) -> Result<Option<String>, Refusal> {
    if !matches!(protocol, "TCP" | "UDP") {
        return Ok(Some(ALL_PORTS.to_owned()));
    }
    match params.text(name) {
        Some(ALL_PORTS) => Err(Refusal::new(
            "InvalidParameter",
            filled("{}{} must be first/last for {}.", &[prefix, name, protocol]),
        )),
        given => Ok(given.map(str::to_owned)),
    }
}

impl Rule {
    pub(super) fn to_record(&self, filter_id: &str, direction: &str) -> Record {
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
