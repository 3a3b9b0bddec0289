//! Changes to a session: its attributes, and its sources. It is `Modifying` until they are done (source: API reference);
//! that the new values show at once is inferred.

use super::digits::{filled, in_digits};
use alloc::borrow::ToOwned;
use alloc::boxed::Box;

use super::Refusal;
use super::filters::{self, set};
use super::life::{Due, Life, Status};
use super::operations::{Call, Change};
use super::placement::{self, Target};
use super::sessions::{self, Session};
use super::value::Record;

/// `UpdateTrafficMirrorSessionAttribute`. The order of the checks is inferred, and that what is left out stays as it is.
pub(super) fn update(call: &Call<'_>) -> Result<Change, Refusal> {
    let params = call.params;
    let (order, session) = idle(call)?;
    let filter_id = params.text("TrafficMirrorFilterId").map(str::to_owned);
    if let Some(id) = &filter_id {
        let (_, filter) = filters::find(call.place, id)?;
        if filter.life.is_busy() {
            return Err(filters::busy(filter));
        }
    }
    let target = new_target(call, session)?;
    let priority = params.integer("Priority");
    let is_new = |priority: &i64| *priority != session.priority;
    if let Some(priority) = priority.filter(is_new)
        && call.place.sessions.has_priority(priority)
    {
        return Err(Refusal::new(
            "DuplicatedParam.Priority",
            filled(
                "Another session has the priority {}.",
                &[&in_digits(priority)],
            ),
        ));
    }
    if let Some(id) = filter_id.as_ref().filter(|id| **id != session.filter_id) {
        placement::require_room_at_filter(call, id)?;
    }
    if let Some(target) = target.as_ref().filter(|new| new.id != session.target_id) {
        placement::require_room_at_target(call, target)?;
        placement::require_room_for_copies(call, target, session.source_ids.len())?;
    }
    let given = |name| params.text(name).map(str::to_owned);
    let name = given("TrafficMirrorSessionName");
    let description = given("TrafficMirrorSessionDescription");
    let virtual_network_id = params.integer("VirtualNetworkId");
    let packet_length = params.integer("PacketLength");
    let enabled = params.boolean("Enabled");
    Ok(modify(order, move |session| {
        set(&mut session.name, name);
        set(&mut session.description, description);
        set(&mut session.filter_id, filter_id);
        set(&mut session.priority, priority);
        set(&mut session.virtual_network_id, virtual_network_id);
        set(&mut session.packet_length, packet_length);
        set(&mut session.enabled, enabled);
        if let Some(target) = target {
            session.target_id = target.id;
            session.target_type = target.kind;
        }
    }))
}

/// The target that the session is to have from now on, if that is another one and fits.
fn new_target(call: &Call<'_>, session: &Session) -> Result<Option<Target>, Refusal> {
    let given = |name, present: &str| call.params.text(name).unwrap_or(present).to_owned();
    let target = Target {
        id: given("TrafficMirrorTargetId", &session.target_id),
        kind: given("TrafficMirrorTargetType", &session.target_type),
    };
    if target.id == session.target_id && target.kind == session.target_type {
        return Ok(None);
    }
    placement::require_target_role(call, &session.source_ids, &target)?;
    placement::require_target(call, &target)?;
    placement::require_target_of_sources(call, &session.source_ids, &target)?;
    Ok(Some(target))
}

/// `AddSourcesToTrafficMirrorSession`.
pub(super) fn add_sources(call: &Call<'_>) -> Result<Change, Refusal> {
    let (order, session) = idle(call)?;
    let added = call.params.texts("TrafficMirrorSourceIds");
    placement::require_distinct(&added)?;
    if let Some(id) = added.iter().find(|id| session.source_ids.contains(id)) {
        return Err(Refusal::new(
            "ResourceAlreadyAssociated.TrafficMirrorSource",
            filled("The session has the source {} already.", &[id]),
        ));
    }
    let target = Target {
        id: session.target_id.clone(),
        kind: session.target_type.clone(),
    };
    placement::require_source_roles(call, &added, &target)?;
    placement::require_sources(call, &added, &target)?;
    placement::require_room_for_sources(call, &added, session.source_ids.len())?;
    placement::require_room_for_copies(call, &target, added.len())?;
    Ok(modify(order, |session| session.source_ids.extend(added)))
}

/// `RemoveSourcesFromTrafficMirrorSession`. All of them may go (seen in clients, which then add others). One that the
/// session has need not exist any more (inferred).
pub(super) fn remove_sources(call: &Call<'_>) -> Result<Change, Refusal> {
    let (order, session) = idle(call)?;
    let removed = call.params.texts("TrafficMirrorSourceIds");
    placement::require_distinct(&removed)?;
    if let Some(id) = removed.iter().find(|id| !session.source_ids.contains(id)) {
        placement::require_interface(call, id)?;
        return Err(Refusal::new(
            "ResourceNotAssociated.TrafficMirrorSource",
            filled("The session does not have the source {}.", &[id]),
        ));
    }
    Ok(modify(order, move |session| {
        session.source_ids.retain(|id| !removed.contains(id));
    }))
}

/// The session that the call names, unless bills for it are unpaid (which is told first, as for an account; inferred) or
/// it is busy.
fn idle<'a>(call: &Call<'a>) -> Result<(u64, &'a Session), Refusal> {
    let id = call.params.text_or_empty("TrafficMirrorSessionId");
    let (order, session) = sessions::find(call.place, &id)?;
    call.require_paid(session.locked)?;
    if session.life.is_busy() {
        return Err(sessions::busy(session));
    }
    Ok((order, session))
}

fn modify(order: u64, change: impl FnOnce(&mut Session) + 'static) -> Change {
    Box::new(move |place, means| {
        let ends = means.now + means.options.modifying_ms;
        place.sessions.change(order, |session| {
            change(session);
            session.life = Life::until(Status::Modifying, ends);
        });
        means.schedule.add(ends, place.key, Due::Session(order));
        Record::new()
    })
}
