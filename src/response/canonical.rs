//! Writing a result as canonical JSON: first the fields of the operation table, in its order and of its types, then
//! whatever else the answer held.
//!
//! A list that is absent, null or empty text is `[]`; any other field that is absent, null or, where no text is
//! expected, empty is left out.
//!
//! The text is read and written in one pass, in which nearly everything is copied as it stands, in long runs. That
//! works as long as the members of an object come in the order of the table; where they do not, they are arranged so
//! and read again.

#![expect(
    clippy::option_option,
    reason = "the outer one ends the reading, as everywhere here"
)]
#![expect(
    clippy::inline_always,
    reason = "most of an answer's time is spent here, and the module is built for size, which inlines next to nothing"
)]

use alloc::vec::Vec;

use super::arrange::{Member, arrange, position};
use super::json::{Reader, decode, is_blank, unquoted};
use super::{Format, MAX_DEPTH, Reason};
use crate::service::{Field, FieldShape};

/// The largest whole number that JavaScript holds exactly, 2^53-1.
const MAX_SAFE_INTEGER: &[u8] = b"9007199254740991";

/// Most values one answer may have. A full page of filters, each with all its rules, has about 30,000.
const MAX_VALUES: u32 = 1 << 20;

/// Members are arranged in a copy, and those of an object in there in a copy of that. So many times as much as the text
/// may be copied one in the other, or this much where the text is short: no answer of the service comes near it, and
/// a made-up one cannot fill the memory.
const MOST_COPIES: usize = 8;
const LEAST_ROOM: usize = 1 << 20;

/// Appends the object that `text` is. In what was XML a repeated member stands for a list.
pub(super) fn write(
    fields: &'static [Field],
    text: &str,
    format: Format,
    out: &mut Vec<u8>,
) -> Result<(), Reason> {
    // The reader of XML has looked to the depth of that.
    let depth = if format == Format::Json {
        MAX_DEPTH
    } else {
        u8::MAX
    };
    let reader = Reader::new(text, depth, MAX_VALUES);
    let room = (MOST_COPIES * text.len()).max(LEAST_ROOM);
    let mut writer = Writer::new(reader, format, room, out);
    if writer.object(fields, false).is_none() || writer.reader.end().is_none() {
        return Err(writer.reader.fault);
    }
    writer.flush();
    writer.blame.map_or(Ok(()), Err)
}

struct Writer<'t, 'o> {
    reader: Reader<'t>,
    format: Format,
    /// How many bytes may be copied to arrange what is in here.
    room: usize,
    out: &'o mut Vec<u8>,
    /// What of the text is still to be copied.
    from: usize,
    to: usize,
    /// The first field that is not of its type. It counts if the text is well-formed, and so do those after it not.
    blame: Option<Reason>,
}

impl<'t, 'o> Writer<'t, 'o> {
    const fn new(reader: Reader<'t>, format: Format, room: usize, out: &'o mut Vec<u8>) -> Self {
        Self {
            reader,
            format,
            room,
            out,
            from: 0,
            to: 0,
            blame: None,
        }
    }

    /// An object, whose members may have been `arranged` already.
    fn object(&mut self, fields: &'static [Field], arranged: bool) -> Option<()> {
        let start = Start {
            at: self.reader.at,
            values: self.reader.values,
            length: self.out.len() + self.to - self.from,
            blamed: self.blame.is_some(),
        };
        self.reader.count()?;
        self.reader.enter()?;
        self.keep(start.at, self.reader.at);
        let mut next = 0;
        let mut first = true;
        while self.reader.more_or(b'{', first)? {
            first = false;
            let name = self.reader.at;
            let field = self.name(fields, next)?;
            let end = self.reader.at;
            self.reader.colon_or()?;
            let Some((position, field)) = field else {
                // Elements of one name become neighbours.
                if self.format == Format::Xml && !arranged {
                    return self.object_again(fields, &start);
                }
                self.lists(fields, next, fields.len());
                next = fields.len();
                self.key(name, end);
                self.other()?;
                continue;
            };
            if position < next {
                return self.object_again(fields, &start);
            }
            self.lists(fields, next, position);
            next = position + 1;
            self.field(field, name, end)?;
        }
        self.lists(fields, next, fields.len());
        self.keep(self.reader.at - 1, self.reader.at);
        Some(())
    }

    /// The field that is named here, if the table has it. It is most often the `next` one.
    #[inline(always)]
    fn name(
        &mut self,
        fields: &'static [Field],
        next: usize,
    ) -> Option<Option<(usize, &'static Field)>> {
        if let Some(field) = fields.get(next)
            && self.reader.take_name(field.name)
        {
            return Some(Some((next, field)));
        }
        let start = self.reader.at;
        self.reader.string()?;
        let position = position(fields, unquoted(self.reader.since(start)));
        Some(fields.get(position).map(|field| (position, field)))
    }

    /// Reads the object that began at `start` once more, with its members as the table has them.
    fn object_again(&mut self, fields: &'static [Field], start: &Start) -> Option<()> {
        self.flush();
        self.out.truncate(start.length);
        if !start.blamed {
            self.blame = None;
        }
        self.reader.at = start.at;
        self.reader.values = start.values;
        self.reader.depth += 1;
        let mut members = Vec::new();
        self.reader.count()?;
        self.reader.enter()?;
        while self.reader.more(b'{', members.is_empty())? {
            let name = self.reader.at;
            self.reader.string()?;
            let name = unquoted(self.reader.since(name));
            self.reader.colon()?;
            let value = self.reader.at;
            self.reader.skip()?;
            members.push(Member::new(name, self.reader.since(value), members.len()));
        }
        // What is arranged is never longer than what it is made of.
        let Some(room) = self.room.checked_sub(self.reader.at - start.at) else {
            self.reader.fault = Reason::TooDeep;
            return None;
        };
        let text = arrange(fields, members, self.format);
        let reader = Reader::new(&text, self.reader.depth, u32::MAX);
        let mut again = Writer::new(reader, self.format, room, &mut *self.out);
        if again.object(fields, true).is_none() {
            self.reader.fault = again.reader.fault;
            return None;
        }
        again.flush();
        self.blame = self.blame.or(again.blame);
        self.copied();
        Some(())
    }

    fn field(&mut self, field: &'static Field, name: usize, end: usize) -> Option<()> {
        if let FieldShape::List(item) = &field.shape {
            self.key(name, end);
            return self.list(item, field.name);
        }
        if let Some((inner, item)) = wrapped_list(&field.shape) {
            self.key(name, end);
            return self.wrapper(field, inner, item);
        }
        let last = self.last()?;
        if !self.is_absent(&field.shape, false)? {
            self.key(name, end);
            self.value(&field.shape, field.name)?;
        }
        if let Some(end) = last {
            self.reader.at = end;
        }
        Some(())
    }

    /// Where an element was repeated that makes no list, the last counts: goes there, and gives where to go on.
    #[inline(always)]
    fn last(&mut self) -> Option<Option<usize>> {
        if self.format == Format::Json || self.reader.peek() != Some(b'[') {
            return Some(None);
        }
        let mut last = self.reader.at;
        self.reader.enter()?;
        let mut first = true;
        while self.reader.more(b'[', first)? {
            first = false;
            last = self.reader.at;
            self.reader.skip()?;
        }
        let end = self.reader.at;
        self.reader.at = last;
        Some(Some(end))
    }

    fn list(&mut self, item: &'static FieldShape, name: &'static str) -> Option<()> {
        let start = self.reader.at;
        if self.reader.peek() == Some(b'[') {
            self.keep(start, start + 1);
            self.items(item, name)?;
            self.keep(self.reader.at - 1, self.reader.at);
        } else {
            self.write(b"[");
            self.items(item, name)?;
            self.write(b"]");
        }
        Some(())
    }

    /// What a list holds, or the one value that stands for a list of one.
    fn items(&mut self, item: &'static FieldShape, name: &'static str) -> Option<()> {
        if self.reader.peek() != Some(b'[') {
            self.item(item, name)?;
            // Elements of one name, one after the other.
            while self.format == Format::Xml && self.reader.take_next(name) {
                self.item(item, name)?;
            }
            return Some(());
        }
        self.reader.count()?;
        self.reader.enter()?;
        let mut first = true;
        while self.reader.more(b'[', first)? {
            first = false;
            self.item(item, name)?;
        }
        Some(())
    }

    fn item(&mut self, item: &'static FieldShape, name: &'static str) -> Option<()> {
        // In XML an empty element says that the list is empty, of texts too.
        if self.is_absent(item, self.format == Format::Xml)? {
            return Some(());
        }
        self.comma(self.reader.at);
        self.value(item, name)
    }

    /// An object that only wraps a list of objects (`TagResources.TagResource[]`), the way older operations answer.
    /// Some answers leave the inner level out and repeat the outer one instead; both come out with the inner level,
    /// and always with the list.
    fn wrapper(
        &mut self,
        field: &'static Field,
        inner: &'static Field,
        item: &'static FieldShape,
    ) -> Option<()> {
        if let FieldShape::Object(_, fields) = field.shape
            && self.reader.peek() == Some(b'{')
            && self.inside(inner)?.is_some()
        {
            return self.object(fields, false);
        }
        self.write(b"{\"");
        self.write(inner.name.as_bytes());
        self.write(b"\":[");
        if self.reader.peek() == Some(b'[') {
            self.reader.enter()?;
            let mut first = true;
            while self.reader.more(b'[', first)? {
                first = false;
                self.wrapped(field, inner, item)?;
            }
        } else {
            self.wrapped(field, inner, item)?;
        }
        self.write(b"]}");
        Some(())
    }

    /// What one of several wrappers holds, or an item without its wrapper.
    fn wrapped(
        &mut self,
        field: &'static Field,
        inner: &'static Field,
        item: &'static FieldShape,
    ) -> Option<()> {
        if self.reader.peek() == Some(b'{') {
            let start = self.reader.at;
            if let Some((value, end)) = self.inside(inner)? {
                self.reader.at = value;
                self.items(item, inner.name)?;
                self.reader.at = end;
                return Some(());
            }
            self.reader.enter()?;
            if !self.reader.more(b'{', true)? {
                return Some(());
            }
            self.reader.depth += 1;
            self.reader.at = start;
        }
        self.item(item, field.name)
    }

    /// Where the value of the member `inner` of this object begins, if it has one, and where the object ends. Goes
    /// nowhere.
    fn inside(&mut self, inner: &'static Field) -> Option<Option<(usize, usize)>> {
        let (at, values) = (self.reader.at, self.reader.values);
        let found = self.reader.find(inner.name)?;
        let end = self.reader.at;
        (self.reader.at, self.reader.values) = (at, values);
        Some(found.map(|value| (value, end)))
    }

    /// One value; `name` is the field that is to blame if it is not of its type.
    fn value(&mut self, shape: &'static FieldShape, name: &'static str) -> Option<()> {
        let start = self.reader.at;
        let first = self.reader.peek();
        match (shape, first) {
            (FieldShape::Object(_, fields), Some(b'{')) => return self.object(fields, false),
            (FieldShape::List(item), Some(b'[')) => return self.list(item, name),
            _ => self.reader.skip()?,
        }
        match (shape, first) {
            (FieldShape::Text(_), Some(b'"')) | (FieldShape::Boolean, Some(b't' | b'f')) => {
                self.keep(start, self.reader.at);
            }
            (FieldShape::Object(..) | FieldShape::List(_), _) | (_, Some(b'{' | b'[')) => {
                self.blame(Reason::WrongType(name));
            }
            (FieldShape::Text(_), _) => {
                self.write(b"\"");
                self.write(self.reader.since(start).as_bytes());
                self.write(b"\"");
            }
            _ => self.scalar(shape, name, start),
        }
        Some(())
    }

    /// A number, or a number or boolean in a string, which began at `start`.
    fn scalar(&mut self, shape: &FieldShape, name: &'static str, start: usize) {
        let raw = self.reader.since(start);
        let decoded;
        let text = if raw.starts_with('"') {
            decoded = decode(unquoted(raw));
            decoded.as_bytes().trim_ascii()
        } else {
            raw.as_bytes()
        };
        let canonical = if matches!(shape, FieldShape::Integer) {
            integer(text, name)
        } else if text.eq_ignore_ascii_case(b"true") {
            Ok((false, b"true".as_slice()))
        } else if text.eq_ignore_ascii_case(b"false") {
            Ok((false, b"false".as_slice()))
        } else {
            Err(Reason::WrongType(name))
        };
        match canonical {
            Err(reason) => self.blame(reason),
            Ok((is_negative, digits)) if usize::from(is_negative) + digits.len() == raw.len() => {
                self.keep(start, self.reader.at);
            }
            Ok((is_negative, digits)) => {
                if is_negative {
                    self.write(b"-");
                }
                self.write(digits);
            }
        }
    }

    /// A value that the table says nothing about.
    fn other(&mut self) -> Option<()> {
        let start = self.reader.at;
        match self.reader.peek() {
            Some(b'{') if self.format == Format::Xml => return self.object(&[], false),
            Some(b'[') if self.format == Format::Xml => {
                self.keep(start, start + 1);
                self.reader.enter()?;
                let mut first = true;
                while self.reader.more(b'[', first)? {
                    first = false;
                    self.comma(self.reader.at);
                    self.other()?;
                }
                self.keep(self.reader.at - 1, self.reader.at);
            }
            _ => {
                self.reader.skip()?;
                self.keep(start, self.reader.at);
            }
        }
        Some(())
    }

    /// Whether the value here says that there is none: null, or emptiness where it cannot be text. Goes past it then.
    #[inline(always)]
    fn is_absent(&mut self, shape: &FieldShape, texts_too: bool) -> Option<bool> {
        let start = self.reader.at;
        match self.reader.peek() {
            Some(b'n') => {}
            Some(b'"') if texts_too || !matches!(shape, FieldShape::Text(_)) => {
                self.reader.string()?;
                let is_blank = is_blank(self.reader.since(start));
                self.reader.at = start;
                if !is_blank {
                    return Some(false);
                }
            }
            _ => return Some(false),
        }
        self.reader.skip()?;
        Some(true)
    }

    /// The lists among these fields, none of which is there.
    fn lists(&mut self, fields: &'static [Field], from: usize, to: usize) {
        for field in fields.get(from..to).unwrap_or_default() {
            let inner = wrapped_list(&field.shape);
            if inner.is_none() && !matches!(field.shape, FieldShape::List(_)) {
                continue;
            }
            if !self.is_first() {
                self.write(b",");
            }
            self.write(b"\"");
            self.write(field.name.as_bytes());
            match inner {
                Some((inner, _)) => {
                    self.write(b"\":{\"");
                    self.write(inner.name.as_bytes());
                    self.write(b"\":[]}");
                }
                None => self.write(b"\":[]"),
            }
        }
    }

    /// The name that stands at these places, and what separates it from what is before and after it.
    #[inline(always)]
    fn key(&mut self, start: usize, end: usize) {
        self.comma(start);
        self.keep(start, end);
        if end + 1 == self.reader.at {
            self.to += 1;
        } else {
            self.write(b":");
        }
    }

    /// A comma before what stands at `start`, unless that is the first in its list or object.
    #[inline(always)]
    fn comma(&mut self, start: usize) {
        if self.is_first() {
            return;
        }
        // Between what was kept last and this there is nothing but the comma.
        if self.to + 1 == start {
            self.to = start;
        } else {
            self.write(b",");
        }
    }

    #[inline(always)]
    fn is_first(&self) -> bool {
        let last = if self.from < self.to {
            self.reader.text.as_bytes().get(self.to - 1)
        } else {
            self.out.last()
        };
        matches!(last, Some(b'{' | b'['))
    }

    /// Copies what stands at these places, sooner or later.
    #[inline(always)]
    fn keep(&mut self, start: usize, end: usize) {
        if start != self.to {
            self.flush();
            self.from = start;
        }
        self.to = end;
    }

    /// Appends what does not stand here.
    fn write(&mut self, text: &[u8]) {
        self.flush();
        self.out.extend_from_slice(text);
        self.copied();
    }

    fn flush(&mut self) {
        let text = self.reader.text.as_bytes().get(self.from..self.to);
        self.out.extend_from_slice(text.unwrap_or_default());
        self.from = self.to;
    }

    /// Notes that everything up to here is copied, or is not to be.
    const fn copied(&mut self) {
        self.from = self.reader.at;
        self.to = self.reader.at;
    }

    fn blame(&mut self, reason: Reason) {
        self.blame = self.blame.or(Some(reason));
    }
}

/// Where an object began, and how things stood there.
struct Start {
    at: usize,
    values: u32,
    /// Of the output, with all that was to be copied.
    length: usize,
    blamed: bool,
}

/// The only field of an object shape and its item, where that field is a list of objects.
fn wrapped_list(shape: &FieldShape) -> Option<(&'static Field, &'static FieldShape)> {
    match *shape {
        FieldShape::Object(_, [inner]) => match inner.shape {
            FieldShape::List(item @ FieldShape::Object(..)) => Some((inner, item)),
            _ => None,
        },
        _ => None,
    }
}

/// A whole number as JSON writes it: whether it is below zero, and its digits. Nothing is rounded: what JavaScript could
/// not hold exactly is refused, and so is a fraction or an exponent.
fn integer<'v>(text: &'v [u8], name: &'static str) -> Result<(bool, &'v [u8]), Reason> {
    let (is_negative, mut digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(Reason::WrongType(name));
    }
    while let [b'0', rest @ ..] = digits
        && !rest.is_empty()
    {
        digits = rest;
    }
    // Among numbers of one length, the larger one is the later one in the alphabet too.
    if (digits.len(), digits) > (MAX_SAFE_INTEGER.len(), MAX_SAFE_INTEGER) {
        return Err(Reason::IntegerTooLarge(name));
    }
    Ok((is_negative && digits != b"0", digits))
}
