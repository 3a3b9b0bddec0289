//! Sessions: create, list, delete.

use super::digits::{filled, in_digits};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::life::{Due, Life, SETTLES_AT, Settled, Status};
use super::operations::{Call, Change};
use super::placement::Target;
use super::store::{Index, Selection, Store, index_add, index_remove};
use super::table::{Numbers, Orders};
use super::tags::{self, Tags};
use super::value::Record;
use super::world::{Means, Place};
use super::{Refusal, calendar, filters, placement};

#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) life: Life,
    /// Itself, whatever its account.
    pub(super) locked: bool,
    pub(super) enabled: bool,
    pub(super) priority: i64,
    pub(super) packet_length: i64,
    pub(super) virtual_network_id: i64,
    pub(super) filter_id: String,
    pub(super) source_ids: Vec<String>,
    pub(super) target_id: String,
    pub(super) target_type: String,
    pub(super) resource_group: String,
    pub(super) tags: Tags,
    pub(super) created_at: i64,
}

/// The sessions of a place, and by what they are asked for.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    store: Store<Session>,
    by_priority: Numbers,
    by_filter: Index,
    by_source: Index,
    by_target: Index,
}

/// `CreateTrafficMirrorSession`. The order of the checks is inferred: what the request names first, then whether it
/// fits, then how much there is already.
pub(super) fn create(call: &Call<'_>) -> Result<Change, Refusal> {
    let params = call.params;
    let filter_id = params.text_or_empty("TrafficMirrorFilterId");
    let (_, filter) = filters::find(call.place, &filter_id)?;
    if filter.life.is_busy() {
        return Err(filters::busy(filter));
    }
    let source_ids = params.texts("TrafficMirrorSourceIds");
    let target = Target {
        id: params.text_or_empty("TrafficMirrorTargetId"),
        kind: params.text_or_empty("TrafficMirrorTargetType"),
    };
    placement::require_distinct(&source_ids)?;
    placement::require_roles(call, &source_ids, &target)?;
    placement::require_target(call, &target)?;
    placement::require_sources(call, &source_ids, &target)?;
    let priority = params.integer("Priority").unwrap_or_default();
    if call.place.sessions.has_priority(priority) {
        return Err(Refusal::new(
            "IllegalParam.Priority",
            filled(
                "Another session has the priority {}.",
                &[&in_digits(priority)],
            ),
        ));
    }
    call.require_quota("QuotaExceeded.SessionNum", call.place.sessions.len())?;
    placement::require_room_at_filter(call, &filter_id)?;
    placement::require_room_for_sources(call, &source_ids, 0)?;
    placement::require_room_at_target(call, &target)?;
    placement::require_room_for_copies(call, &target, source_ids.len())?;
    let tags = tags::given(call, "Tag")?;
    let name = params.text_or_empty("TrafficMirrorSessionName");
    let description = params.text_or_empty("TrafficMirrorSessionDescription");
    let enabled = params.boolean("Enabled").unwrap_or(false);
    let packet_length = params.integer("PacketLength").unwrap_or(1_500);
    let virtual_network_id = params.integer("VirtualNetworkId");
    let resource_group = call.resource_group();
    Ok(Box::new(move |place, means| {
        let session = Session {
            id: means.seeds.id("tms-"),
            name,
            description,
            life: Life::until(Status::Creating, means.now + means.options.creating_ms),
            locked: false,
            enabled,
            priority,
            packet_length,
            virtual_network_id: virtual_network_id.unwrap_or_else(|| means.seeds.below(1 << 24)),
            filter_id,
            source_ids,
            target_id: target.id,
            target_type: target.kind,
            resource_group,
            tags,
            created_at: means.now,
        };
        let answer = Record::new()
            .with("TrafficMirrorSessionId", session.id.as_str())
            .with("ResourceGroupId", session.resource_group.as_str());
        add(place, means, session);
        answer
    }))
}

/// `ListTrafficMirrorSessions`, oldest first (the order is inferred). `Enabled` selects only when it is given: the
/// reference prints a default, but clients that leave it out get all sessions.
pub(super) fn list(call: &Call<'_>) -> Result<Record, Refusal> {
    let (params, sessions) = (call.params, &call.place.sessions);
    let mut selection = Selection::all(&sessions.store);
    selection.ids(&params.texts("TrafficMirrorSessionIds"));
    for (name, index) in [
        ("TrafficMirrorFilterId", &sessions.by_filter),
        ("TrafficMirrorSourceId", &sessions.by_source),
        ("TrafficMirrorTargetId", &sessions.by_target),
    ] {
        if let Some(id) = params.text(name) {
            selection.indexed(index, id);
        }
    }
    if let Some(priority) = params.integer("Priority") {
        selection.only(sessions.by_priority.get(&in_digits(priority)).copied());
    }
    if let Some(name) = params.text("TrafficMirrorSessionName") {
        selection.when(move |session| session.name == name);
    }
    if let Some(number) = params.integer("VirtualNetworkId") {
        selection.when(move |session| session.virtual_network_id == number);
    }
    if let Some(enabled) = params.boolean("Enabled") {
        selection.when(move |session| session.enabled == enabled);
    }
    if let Some(group) = params.text("ResourceGroupId") {
        selection.when(move |session| session.resource_group == group);
    }
    let wanted = tags::wanted(params, "Tags");
    if !wanted.is_empty() {
        selection.when(move |session| tags::carries(&session.tags, &wanted));
    }
    let page = selection.page(params, "sessions")?;
    let sessions = page.items.into_iter();
    let sessions: Vec<_> = sessions
        .map(|session| session.to_record(call.place.locked))
        .collect();
    Ok(Record::new()
        .with("TrafficMirrorSessions", sessions)
        .with("NextToken", page.next_token)
        .with("TotalCount", in_digits(page.total)))
}

/// `DeleteTrafficMirrorSession`: refused while the session is busy, and while its filter is (source: API reference).
pub(super) fn delete(call: &Call<'_>) -> Result<Change, Refusal> {
    let id = call.params.text_or_empty("TrafficMirrorSessionId");
    let (order, session) = find(call.place, &id)?;
    if session.life.is_busy() {
        return Err(busy(session));
    }
    match call.place.filters.find(&session.filter_id) {
        Some((_, filter)) if filter.life.is_busy() => return Err(filters::busy(filter)),
        _ => {}
    }
    Ok(Box::new(move |place, means| {
        let ends = means.now + means.options.deleting_ms;
        if let Some(session) = place.sessions.store.get_mut(order) {
            session.life = Life::until(Status::Deleting, ends);
        }
        means.schedule.add(ends, place.key, Due::Session(order));
        Record::new()
    }))
}

/// The session, or the refusal that there is none. The status is 400, as for everything (source: API reference).
pub(super) fn find<'a>(place: &'a Place, id: &str) -> Result<(u64, &'a Session), Refusal> {
    place.sessions.store.find(id).ok_or_else(|| {
        Refusal::new(
            "ResourceNotFound.TrafficMirrorSession",
            filled("There is no session {}.", &[&*id]),
        )
    })
}

pub(super) fn busy(session: &Session) -> Refusal {
    Refusal::new(
        "IncorrectStatus.TrafficMirrorSession",
        filled(
            "The session {} is {}.",
            &[&*session.id, session.life.status.as_str()],
        ),
    )
}

/// Puts a session in its place, and whatever is under way with it on the schedule.
pub(super) fn add(place: &mut Place, means: &mut Means<'_>, session: Session) {
    let settles_at = session.life.settles_at;
    let order = place.sessions.insert(session);
    if let Some(at) = settles_at {
        means.schedule.add(at, place.key, Due::Session(order));
    }
}

impl Sessions {
    pub(super) fn len(&self) -> usize {
        self.store.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Session> {
        self.store.iter()
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.store.find(id).is_some()
    }

    pub(super) fn has_priority(&self, priority: i64) -> bool {
        self.by_priority.contains_key(&in_digits(priority))
    }

    pub(super) fn using_filter(&self, filter_id: &str) -> usize {
        self.by_filter.get(filter_id).map_or(0, Orders::len)
    }

    pub(super) fn with_source(&self, source_id: &str) -> usize {
        self.by_source.get(source_id).map_or(0, Orders::len)
    }

    pub(super) fn with_target(&self, target_id: &str) -> usize {
        self.by_target.get(target_id).map_or(0, Orders::len)
    }

    /// The sources of all sessions that mirror to this target.
    pub(super) fn sources_to(&self, target_id: &str) -> usize {
        let orders = self.by_target.get(target_id).into_iter();
        orders
            .flat_map(Orders::iter)
            .filter_map(|order| self.store.get(order))
            .map(|session| session.source_ids.len())
            .sum()
    }

    /// A session that uses the filter and is under way.
    pub(super) fn busy_with_filter(&self, filter_id: &str) -> Option<&Session> {
        let orders = self.by_filter.get(filter_id).into_iter();
        let orders = orders.flat_map(Orders::iter);
        let mut sessions = orders.filter_map(|order| self.store.get(order));
        sessions.find(|session| session.life.is_busy())
    }

    pub(super) fn store(&self) -> &Store<Session> {
        &self.store
    }

    /// For what no index knows.
    pub(super) fn get_mut(&mut self, order: u64) -> Option<&mut Session> {
        self.store.get_mut(order)
    }

    /// Changes a session, whatever of it.
    pub(super) fn change(&mut self, order: u64, change: impl FnOnce(&mut Session)) {
        self.unindex(order);
        if let Some(session) = self.store.get_mut(order) {
            change(session);
        }
        self.index(order);
    }

    fn insert(&mut self, session: Session) -> u64 {
        let id = session.id.clone();
        let order = self.store.insert(&id, session);
        self.index(order);
        order
    }

    fn index(&mut self, order: u64) {
        let Some(session) = self.store.get(order) else {
            return;
        };
        self.by_priority.insert(in_digits(session.priority), order);
        index_add(&mut self.by_filter, &session.filter_id, order);
        index_add(&mut self.by_target, &session.target_id, order);
        for id in &session.source_ids {
            index_add(&mut self.by_source, id, order);
        }
    }

    fn unindex(&mut self, order: u64) {
        let Some(session) = self.store.get(order) else {
            return;
        };
        self.by_priority.remove(&in_digits(session.priority));
        index_remove(&mut self.by_filter, &session.filter_id, order);
        index_remove(&mut self.by_target, &session.target_id, order);
        for id in &session.source_ids {
            index_remove(&mut self.by_source, id, order);
        }
    }

    pub(super) fn settle(&mut self, order: u64, now: i64) {
        let Some(session) = self.store.get_mut(order) else {
            return;
        };
        if session.life.settle(now) == Settled::Stays {
            return;
        }
        let id = session.id.clone();
        self.unindex(order);
        self.store.remove(order, &id);
    }
}

impl Session {
    /// Bills that its account has not paid show at each session (inferred).
    pub(super) fn to_record(&self, account_locked: bool) -> Record {
        Record::large()
            .with("TrafficMirrorSessionId", self.id.as_str())
            .with("TrafficMirrorSessionName", self.name.as_str())
            .with("TrafficMirrorSessionDescription", self.description.as_str())
            .with("TrafficMirrorSessionStatus", self.life.status.as_str())
            .with(
                "TrafficMirrorSessionBusinessStatus",
                if self.locked || account_locked {
                    "FinancialLocked"
                } else {
                    "Normal"
                },
            )
            .with("Enabled", self.enabled)
            .with("Priority", self.priority)
            .with("PacketLength", self.packet_length)
            .with("VirtualNetworkId", self.virtual_network_id)
            .with("TrafficMirrorFilterId", self.filter_id.as_str())
            .with("TrafficMirrorSourceIds", self.source_ids.clone())
            .with("TrafficMirrorTargetId", self.target_id.as_str())
            .with("TrafficMirrorTargetType", self.target_type.as_str())
            .with("ResourceGroupId", self.resource_group.as_str())
            .with("Tags", tags::to_value(&self.tags))
            .with("CreationTime", calendar::creation_time(self.created_at))
            .with_some(SETTLES_AT, self.life.settles_at)
    }
}
