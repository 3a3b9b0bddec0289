//! What filters and sessions have in common with everything else of the product: tags and a resource group.

use super::digits::filled;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::Refusal;
use super::life::Status;
use super::operations::{Call, Change};
use super::store::{position_of, token_of};
use super::table::{Numbers, Orders};
use super::tags::{self, Tags};
use super::value::Record;
use super::world::Place;

/// What `ResourceType` names, in any case of letters (source: API reference; for `MoveResourceGroup`, clients).
#[derive(Clone, Copy)]
enum Kind {
    Filter,
    Session,
}

impl Kind {
    fn asked(call: &Call<'_>) -> Self {
        let name = call.params.text_or_empty("ResourceType");
        if name.eq_ignore_ascii_case("TrafficMirrorFilter") {
            Self::Filter
        } else {
            Self::Session
        }
    }

    /// As `ListTagResources` writes it (the case is inferred).
    const fn as_str(self) -> &'static str {
        match self {
            Self::Filter => "TRAFFICMIRRORFILTER",
            Self::Session => "TRAFFICMIRRORSESSION",
        }
    }

    fn find(self, place: &Place, id: &str) -> Option<u64> {
        match self {
            Self::Filter => place.filters.find(id).map(|(order, _)| order),
            Self::Session => place.sessions.store().find(id).map(|(order, _)| order),
        }
    }

    fn status(self, place: &Place, order: u64) -> Option<Status> {
        let life = match self {
            Self::Filter => place.filters.get(order)?.life,
            Self::Session => place.sessions.store().get(order)?.life,
        };
        Some(life.status)
    }

    fn tags(self, place: &Place, order: u64) -> Option<&Tags> {
        Some(match self {
            Self::Filter => &place.filters.get(order)?.tags,
            Self::Session => &place.sessions.store().get(order)?.tags,
        })
    }

    fn tags_mut(self, place: &mut Place, order: u64) -> Option<&mut Tags> {
        Some(match self {
            Self::Filter => &mut place.filters.get_mut(order)?.tags,
            Self::Session => &mut place.sessions.get_mut(order)?.tags,
        })
    }

    fn group_mut(self, place: &mut Place, order: u64) -> Option<&mut String> {
        Some(match self {
            Self::Filter => &mut place.filters.get_mut(order)?.resource_group,
            Self::Session => &mut place.sessions.get_mut(order)?.resource_group,
        })
    }

    /// From an order on: each object's order, id and tags.
    fn tagged(self, place: &Place, from: u64) -> Box<dyn Iterator<Item = (u64, &str, &Tags)> + '_> {
        match self {
            Self::Filter => {
                let filters = place.filters.iter_from(from);
                Box::new(filters.map(|(order, filter)| (order, filter.id.as_str(), &filter.tags)))
            }
            Self::Session => Box::new(
                place
                    .sessions
                    .store()
                    .iter_from(from)
                    .map(|(order, session)| (order, session.id.as_str(), &session.tags)),
            ),
        }
    }
}

/// `TagResources`: all of the objects or none. A key that an object has already gets the new value (inferred).
pub(super) fn tag(call: &Call<'_>) -> Result<Change, Refusal> {
    let kind = Kind::asked(call);
    let given = || call.params.records("Tag");
    if given().next().is_none() {
        return Err(Refusal::new("MissingParam.Tags", "Tag is required."));
    }
    if given().any(|tag| tag.text("Value").is_none()) {
        return Err(Refusal::new(
            "MissingParameter.TagValue",
            "A tag has no Value.",
        ));
    }
    let tags = tags::given(call, "Tag")?;
    let orders = resources(call, kind)?;
    for order in orders.iter() {
        let present = kind.tags(call.place, order).into_iter().flatten();
        let mut keys = Numbers::new();
        for (key, _) in present.chain(&tags) {
            keys.insert(key.clone(), 0);
        }
        call.require_room("QuotaExceeded.TagNum", || 0, keys.len())?;
    }
    Ok(Box::new(move |place, _| {
        for order in orders.iter() {
            let Some(present) = kind.tags_mut(place, order) else {
                continue;
            };
            for (key, value) in &tags {
                match present.iter_mut().find(|(known, _)| known == key) {
                    Some((_, old)) => old.clone_from(value),
                    None => present.push((key.clone(), value.clone())),
                }
            }
        }
        Record::new()
    }))
}

/// `UnTagResources`: the keys named, or all that are not the system's. Keys come first where both are given, and keys that
/// an object does not have do no harm (inferred).
pub(super) fn untag(call: &Call<'_>) -> Result<Change, Refusal> {
    let kind = Kind::asked(call);
    let keys = call.params.texts("TagKey");
    if keys.is_empty() && call.params.boolean("All") != Some(true) {
        return Err(Refusal::new(
            "MissingParam",
            "TagKey is required, unless All is true.",
        ));
    }
    for (at, key) in keys.iter().enumerate() {
        if key.is_empty() {
            return Err(Refusal::new("InvalidTagKey", "A TagKey is empty."));
        }
        if key.starts_with("acs:") {
            return Err(Refusal::new(
                "Forbidden.NotAllowedCategary",
                filled("The tag {} is the system's.", &[key]),
            ));
        }
        if key.starts_with("aliyun") {
            return Err(Refusal::new(
                "Forbidden.TagKeys",
                filled("The tag {} is not managed by users.", &[key]),
            ));
        }
        if keys.iter().skip(at + 1).any(|other| other == key) {
            return Err(tags::twice("Forbidden.TagKey.Duplicated", "TagKey", key));
        }
    }
    let orders = resources(call, kind)?;
    Ok(Box::new(move |place, _| {
        for order in orders.iter() {
            if let Some(present) = kind.tags_mut(place, order) {
                let goes = |key: &String| {
                    let is_the_systems = key.starts_with("acs:") || key.starts_with("aliyun");
                    keys.contains(key) || keys.is_empty() && !is_the_systems
                };
                present.retain(|(key, _)| !goes(key));
            }
        }
        Record::new()
    }))
}

/// `ListTagResources`: the tags of the objects named, of those that carry all of the tags named, or of both; where tags
/// are named, only those (all of that, the order, and that unknown ids are passed over is inferred). A page ends at an
/// object and a key, so that tags that come and go between two pages neither repeat nor hide others.
pub(super) fn list_tags(call: &Call<'_>) -> Result<Record, Refusal> {
    let (params, kind) = (call.params, Kind::asked(call));
    let ids = params.texts("ResourceId");
    tags::given(call, "Tag")?;
    let wanted = tags::wanted(params, "Tag");
    if ids.is_empty() && wanted.is_empty() {
        return Err(Refusal::new(
            "BothEmpty.TagsAndResources",
            "Neither ResourceId nor Tag is given.",
        ));
    }
    let size = params
        .integer("MaxResults")
        .and_then(|size| usize::try_from(size).ok())
        .unwrap_or(50);
    let (after, after_key) = match params.text("NextToken") {
        None => (0, String::new()),
        Some(token) => end_of(token, kind).ok_or_else(|| {
            Refusal::new(
                "InvalidParameter",
                "NextToken is none that this list gave out.",
            )
        })?,
    };
    let mut orders = Orders::default();
    for order in ids.iter().filter_map(|id| kind.find(call.place, id)) {
        orders.insert(order);
    }
    let named = orders.iter_from(after).filter_map(|order| {
        let mut found = kind.tagged(call.place, order);
        found.next().filter(|(at, ..)| *at == order)
    });
    let objects: Box<dyn Iterator<Item = _>> = if ids.is_empty() {
        kind.tagged(call.place, after)
    } else {
        Box::new(named)
    };
    let mut page = Vec::new();
    let mut end = None;
    let mut next_token = String::new();
    'page: for (order, id, tags) in objects {
        if !tags::carries(tags, &wanted) {
            continue;
        }
        let shown = |(key, _): &&(String, String)| {
            let is_wanted = wanted.is_empty() || wanted.iter().any(|(wanted, _)| wanted == key);
            is_wanted && (order > after || *key > after_key)
        };
        let mut sorted: Vec<&(String, String)> = Vec::new();
        for tag in tags.iter().filter(shown) {
            sorted.insert(sorted.partition_point(|known| *known <= tag), tag);
        }
        for (key, value) in sorted {
            if page.len() == size {
                next_token = end.map_or_else(String::new, |(order, key)| token(order, key, kind));
                break 'page;
            }
            end = Some((order, key.as_str()));
            page.push(
                Record::new()
                    .with("ResourceId", id)
                    .with("ResourceType", kind.as_str())
                    .with("TagKey", key.as_str())
                    .with("TagValue", value.as_str()),
            );
        }
    }
    Ok(Record::new()
        .with("TagResources", Record::new().with("TagResource", page))
        .with("NextToken", next_token))
}

/// Where a page ended: as for the other lists, and the key behind it.
fn token(order: u64, key: &str, kind: Kind) -> String {
    let mut token = token_of(order, &filled("{}{}", &[kind.as_str(), key]));
    for byte in key.bytes() {
        for digit in [byte >> 4, byte & 15] {
            token.extend(char::from_digit(digit.into(), 16));
        }
    }
    token
}

fn end_of(given: &str, kind: Kind) -> Option<(u64, String)> {
    let (position, digits) = given.split_at_checked(32)?;
    let (pairs, []) = digits.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let byte = |pair: &[u8; 2]| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok();
    let key: Option<Vec<u8>> = pairs.iter().map(byte).collect();
    let key = String::from_utf8(key?).ok()?;
    let order = position_of(position, &filled("{}{}", &[kind.as_str(), &key]))?;
    (token(order, &key, kind) == given).then_some((order, key))
}

/// `MoveResourceGroup`, refused for an object that is being deleted (inferred; clients call it for objects that are being
/// changed). Which groups exist is not known here: whatever begins as their ids do is taken to.
pub(super) fn move_group(call: &Call<'_>) -> Result<Change, Refusal> {
    let kind = Kind::asked(call);
    let (id, group) = (
        call.params.text_or_empty("ResourceId"),
        call.params.text_or_empty("NewResourceGroupId"),
    );
    let order = kind.find(call.place, &id).ok_or_else(|| {
        Refusal::new(
            "InvalidResourceId.NotFound",
            filled("There is no {} {}.", &[kind.as_str(), &*id]),
        )
    })?;
    if !group.starts_with("rg-") {
        return Err(Refusal::new(
            "InvalidResourceGroupId",
            filled("There is no resource group {}.", &[&*group]),
        ));
    }
    if kind.status(call.place, order) == Some(Status::Deleting) {
        return Err(Refusal::new(
            "OperationFailed.InstanceStatusNotAllowed",
            filled("{} is being deleted.", &[&*id]),
        ));
    }
    Ok(Box::new(move |place, _| {
        if let Some(present) = kind.group_mut(place, order) {
            *present = group;
        }
        Record::new()
    }))
}

/// The objects that the call names, all of which have to be there.
fn resources(call: &Call<'_>, kind: Kind) -> Result<Orders, Refusal> {
    let ids = call.params.texts("ResourceId");
    let find = |id: &String| {
        kind.find(call.place, id).ok_or_else(|| {
            Refusal::new(
                "InvalidInstanceIds.NotFound",
                filled("There is no {} {}.", &[kind.as_str(), &*id]),
            )
        })
    };
    let mut orders = Orders::default();
    for id in &ids {
        orders.insert(find(id)?);
    }
    Ok(orders)
}
