//! Writing a result as canonical JSON: first the fields of the operation table, in its order and of its types, then
//! whatever else the answer held.
//!
//! A list that is absent, null or empty text is `[]`; any other field that is absent, null or, where no text is
//! expected, empty is left out.
//!
//! The text is read and written in one pass, in which nearly everything is copied as it stands, in long runs. That
//! works as long as the members of an object come in the order of the table; where they do not, they are looked up
//! first, and then read in that order.

mod copy;
mod list;
mod order;
mod value;

use alloc::vec::Vec;
use core::ops::Range;

use super::json::said;
use super::reader::Reader;
use super::{Format, Known, Reason};
use crate::service::Field;
use copy::Lead;
use order::Member;

/// Most values one answer may have. A full page of filters, each with all its rules, has about 30,000.
const MAX_VALUES: u32 = 1 << 20;

/// What is brought into order is read twice, and what is in there once more. So many times as much as the text may be
/// read again one in the other, or this much where the text is short: no answer of the service comes near it, and a
/// made-up one cannot take all the time there is.
const MOST_AGAIN: usize = 8;
const LEAST_ROOM: usize = 1 << 20;

/// Appends the object that begins where the reader is. In what was XML a repeated member stands for a list. Gives
/// which of the fields were there, or what is wrong with it.
pub(super) fn write(
    fields: &'static [Field],
    mut reader: Reader<'_>,
    format: Format,
    out: &mut Vec<u8>,
) -> Result<Known, Reason> {
    reader.values = MAX_VALUES;
    let mut writer = Writer {
        room: (MOST_AGAIN * reader.text.len()).max(LEAST_ROOM),
        from: reader.at,
        to: reader.at,
        reader,
        format,
        out,
        known: Known::Nothing,
        blame: None,
    };
    writer.object(fields);
    writer.reader.end();
    writer.flush();
    match writer.reader.fault.or(writer.blame) {
        None => Ok(writer.known),
        Some(reason) => Err(reason),
    }
}

struct Writer<'t, 'o> {
    reader: Reader<'t>,
    format: Format,
    /// How many bytes may be read again to bring into order what is in here.
    room: usize,
    out: &'o mut Vec<u8>,
    /// What of the text is still to be copied.
    from: usize,
    to: usize,
    /// Which of the table's fields were there.
    known: Known,
    /// The first field that is not of its type. It counts if the text is well-formed, and so do those after it not.
    blame: Option<Reason>,
}

/// Where an object began, and how things stood there.
struct Start {
    at: usize,
    values: u32,
    /// Of the output, with all that was to be copied.
    length: usize,
    blame: Option<Reason>,
}

impl Writer<'_, '_> {
    fn object(&mut self, fields: &'static [Field]) {
        let start = Start {
            at: self.reader.at,
            values: self.reader.values,
            length: self.out.len() + self.to - self.from,
            blame: self.blame,
        };
        self.reader.enter();
        self.keep(start.at, self.reader.at);
        let mut next = 0;
        while self.reader.more_or(b'{') {
            let name = self.reader.at;
            let position = self.position(fields, next);
            let end = self.reader.at;
            self.reader.colon_or();
            // Elements of one name become neighbours, those too that the table does not know.
            if position < next || position == fields.len() && self.format == Format::Xml {
                return self.object_in_order(fields, &start);
            }
            self.member(fields, next..position, name..end, None);
            next = fields.len().min(position + 1);
        }
        self.lists(fields.get(next..).unwrap_or_default());
        self.keep(self.reader.at - 1, self.reader.at);
    }

    /// Passes over a name; gives which of the fields it is, most often the `next` one or one soon after it, or their
    /// number if it is none.
    #[inline(always)]
    fn position(&mut self, fields: &'static [Field], next: usize) -> usize {
        let mut position = next;
        while let Some(field) = fields.get(position) {
            if self.reader.take_name(field.name) {
                return position;
            }
            position += 1;
        }
        let start = self.reader.at;
        self.reader.string();
        position_of(self.reader.since(start), fields)
    }

    /// The member whose value begins here, and before it the lists that are `missing` between the last one and this.
    fn member(
        &mut self,
        fields: &'static [Field],
        missing: Range<usize>,
        name: Range<usize>,
        elements: Option<&[Member<'_>]>,
    ) {
        let field = fields.get(missing.end);
        if let Some(field) = field {
            let what = if field.name == "RequestId" {
                Known::RequestId
            } else {
                Known::Fields
            };
            self.known = self.known.max(what);
        }
        if !missing.is_empty() {
            self.lists(fields.get(missing).unwrap_or_default());
        }
        let (name_of, shape) = match field {
            Some(field) => (field.name, Some(&field.shape)),
            None => ("", None),
        };
        self.value(shape, name_of, &Lead::Key(name), elements);
    }

    /// The lists among these fields, none of which is there.
    fn lists(&mut self, fields: &'static [Field]) {
        for field in fields {
            self.value(Some(&field.shape), field.name, &Lead::Missing, Some(&[]));
        }
    }
}

/// Which of the fields a name is, quotes included; their number, if it is none of them.
fn position_of(name: &[u8], fields: &[Field]) -> usize {
    let name = said(name);
    fields
        .iter()
        .position(|field| *field.name.as_bytes() == *name)
        .unwrap_or(fields.len())
}
