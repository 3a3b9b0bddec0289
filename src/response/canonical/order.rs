//! Objects whose members are not in the order of the table.

use alloc::vec::Vec;

use super::{Start, Writer, position_of};
use crate::response::{Format, Reason};
use crate::service::Field;

/// A member of an object.
pub(super) struct Member<'t> {
    /// Where it belongs: those that count as one have the same rank and key.
    pub rank: usize,
    key: &'t [u8],
    /// Where its name stands, with its quotes.
    name: usize,
    end: usize,
    /// Where its value begins.
    pub value: usize,
}

impl<'t> Writer<'t, '_> {
    /// Reads the object that began at `start` once more, with its members as the table has them: the fields in its
    /// order, then the others. Where a member is repeated, the last counts; in what was XML all do, as a list.
    pub(super) fn object_in_order(&mut self, fields: &'static [Field], start: &Start) {
        self.flush();
        self.out.truncate(start.length);
        self.blame = start.blame;
        self.reader.at = start.at;
        self.reader.values = start.values;
        self.reader.depth += 1;
        let members = self.members(fields);
        let end = self.reader.at;
        let room = self.room;
        match room.checked_sub(end - start.at) {
            Some(room) => self.room = room,
            None => return self.reader.fail(Reason::TooDeep),
        }
        // All of them are counted.
        let values = core::mem::replace(&mut self.reader.values, u32::MAX);
        self.write(b"{");
        let mut rest = members.as_slice();
        let mut next = 0;
        while let [first, ..] = rest {
            let is_same =
                |member: &&Member<'_>| member.rank == first.rank && member.key == first.key;
            let size = rest.iter().take_while(is_same).count();
            let (same, after) = rest.split_at_checked(size).unwrap_or_default();
            rest = after;
            let last = same.last().map_or(first.value, |last| last.value);
            let elements = (self.format == Format::Xml && size > 1).then_some(same);
            let position = fields.len().min(first.rank);
            self.reader.at = last;
            self.member(fields, next..position, first.name..first.end, elements);
            next = fields.len().min(position + 1);
        }
        self.lists(fields.get(next..).unwrap_or_default());
        self.reader.at = end;
        self.reader.values = values;
        self.room = room;
        self.write(b"}");
    }

    /// Passes over an object; gives its members in order.
    pub(super) fn members(&mut self, fields: &'static [Field]) -> Vec<Member<'t>> {
        let mut members = Vec::new();
        self.reader.enter();
        while self.reader.more(b'{') {
            let name = self.reader.at;
            self.reader.string();
            let end = self.reader.at;
            let quoted = self.reader.since(name);
            self.reader.colon();
            let mut member = Member {
                rank: position_of(quoted, fields),
                key: &[],
                name,
                end,
                value: self.reader.at,
            };
            if self.format == Format::Xml {
                member.key = quoted;
            } else if member.rank == fields.len() {
                // Data that passes as it is, in the order in which it came.
                member.rank += members.len();
            }
            members.push(member);
            self.reader.skip();
        }
        sort(&mut members);
        members
    }
}

/// Sorts by rank, then by key, then by place. By hand because the standard library's sort alone would be a noticeable
/// part of the module, and a heap because the worst case is the sender's to choose.
fn sort(members: &mut [Member<'_>]) {
    // From `top` on, no member comes after the one above it in the heap; from `end` on, all are in order.
    let mut end = members.len();
    let mut top = end / 2;
    while end > 1 {
        if top > 0 {
            top -= 1;
        } else {
            end -= 1;
            members.swap(0, end);
        }
        let mut parent = top;
        loop {
            let mut child = 2 * parent + 1;
            if child + 1 < end && is_before(members, child, child + 1) {
                child += 1;
            }
            if child >= end || !is_before(members, parent, child) {
                break;
            }
            members.swap(parent, child);
            parent = child;
        }
    }
}

fn is_before(members: &[Member<'_>], one: usize, other: usize) -> bool {
    match (members.get(one), members.get(other)) {
        (Some(a), Some(b)) => (a.rank, a.key, a.name) < (b.rank, b.key, b.name),
        _ => false,
    }
}
