//! Bringing the members of an object into the order of the table.

use alloc::string::String;
use alloc::vec::Vec;

use super::Format;
use super::json::is_named;
use crate::service::Field;

/// A member of an object.
pub(super) struct Member<'a> {
    /// As it stands between the quotes.
    name: &'a str,
    /// As it stands.
    value: &'a str,
    /// Where among the members it stands.
    place: usize,
    /// Where it belongs: those that count as one have the same rank and key.
    rank: usize,
    key: &'a str,
}

impl<'a> Member<'a> {
    pub const fn new(name: &'a str, value: &'a str, place: usize) -> Self {
        Self {
            name,
            value,
            place,
            rank: 0,
            key: "",
        }
    }
}

/// The object of these members as JSON: the fields of the table in its order, then the others. Where a member is
/// repeated, the last counts; in what was XML all do, as a list.
pub(super) fn arrange(fields: &[Field], mut members: Vec<Member<'_>>, format: Format) -> String {
    for member in &mut members {
        member.rank = position(fields, member.name);
        if format == Format::Xml {
            member.key = member.name;
        } else if member.rank == fields.len() {
            // Data that passes as it is, in the order in which it came.
            member.rank += member.place;
        }
    }
    sort(&mut members);
    let mut text = String::from("{");
    let mut rest = members.as_slice();
    while let [first, ..] = rest {
        let is_same = |member: &&Member<'_>| member.rank == first.rank && member.key == first.key;
        let size = rest.iter().take_while(is_same).count();
        let (mut same, after) = rest.split_at_checked(size).unwrap_or_default();
        rest = after;
        if format == Format::Json {
            same = same.get(size - 1..).unwrap_or_default();
        }
        if text.len() > 1 {
            text.push(',');
        }
        text.push('"');
        text.push_str(first.name);
        text.push_str("\":");
        if same.len() > 1 {
            text.push('[');
        }
        for (at, member) in same.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            text.push_str(member.value);
        }
        if same.len() > 1 {
            text.push(']');
        }
    }
    text.push('}');
    text
}

/// Which of the fields a name is; their number, if it is none of them.
pub(super) fn position(fields: &[Field], name: &str) -> usize {
    fields
        .iter()
        .position(|field| is_named(name, field.name))
        .unwrap_or(fields.len())
}

/// Sorts by rank, then by key, then by place. By hand because the standard library's sort alone would be a noticeable
/// part of the module, and a heap because the worst case is the sender's to choose.
fn sort(members: &mut [Member<'_>]) {
    let length = members.len();
    for parent in (0..length / 2).rev() {
        sift_down(members, parent, length);
    }
    for end in (1..length).rev() {
        members.swap(0, end);
        sift_down(members, 0, end);
    }
}

/// Restores the heap of the first `end` members below `parent`.
fn sift_down(members: &mut [Member<'_>], mut parent: usize, end: usize) {
    loop {
        let mut largest = parent;
        for child in [2 * parent + 1, 2 * parent + 2] {
            if child < end
                && let (Some(a), Some(b)) = (members.get(largest), members.get(child))
                && (a.rank, a.key, a.place) < (b.rank, b.key, b.place)
            {
                largest = child;
            }
        }
        if largest == parent {
            return;
        }
        members.swap(parent, largest);
        parent = largest;
    }
}
