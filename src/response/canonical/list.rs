//! Lists, and the ways in which answers leave them out or write them otherwise.

use super::Writer;
use super::order::Member;
use crate::response::Format;
use crate::service::{Field, FieldShape};

/// A field that is always there, with a list in it.
pub(super) struct ListField {
    field: &'static Field,
    /// The only field of an object that only wraps a list of objects (`TagResources.TagResource[]`), the way older
    /// operations answer.
    inner: Option<&'static Field>,
    item: &'static FieldShape,
}

impl ListField {
    #[inline(always)]
    pub fn of(field: &'static Field) -> Option<Self> {
        let (inner, item) = match field.shape {
            FieldShape::List(item) => (None, item),
            FieldShape::Object(_, [inner]) => match inner.shape {
                FieldShape::List(item @ FieldShape::Object(..)) => (Some(inner), item),
                _ => return None,
            },
            _ => return None,
        };
        Some(Self { field, inner, item })
    }
}

/// Where the values of a field stand.
pub(super) enum List<'m> {
    /// Here: a list, or one value that stands for a list of one. In what was XML, elements of one name may follow.
    First,
    /// After the first of those.
    Next,
    /// Between the brackets that were entered.
    Bracketed,
    /// Elements of one name, wherever they stand.
    Elements(&'m [Member<'m>]),
}

impl Writer<'_, '_> {
    /// The lists among these fields, none of which is there.
    pub(super) fn lists(&mut self, fields: &'static [Field]) {
        for list in fields.iter().filter_map(ListField::of) {
            self.write(if self.is_first() { b"\"" } else { b",\"" });
            self.write(list.field.name.as_bytes());
            self.write(b"\":");
            self.list(&list, List::Elements(&[]));
        }
    }

    /// The list that a field holds.
    pub(super) fn list(&mut self, list: &ListField, values: List<'_>) {
        let ListField { field, inner, item } = *list;
        let start = self.reader.at;
        if let Some(inner) = inner {
            return self.wrapper(field, inner, item, values);
        }
        if matches!(values, List::First) && self.reader.peek() == b'[' {
            self.keep(start, start + 1);
            self.items(item, field.name, values);
            self.keep(self.reader.at - 1, self.reader.at);
        } else {
            self.write(b"[");
            self.items(item, field.name, values);
            self.write(b"]");
        }
    }

    fn items(&mut self, item: &'static FieldShape, name: &'static str, mut values: List<'_>) {
        while self.each(&mut values, name) {
            self.item(item, name);
        }
    }

    fn item(&mut self, item: &'static FieldShape, name: &'static str) {
        // In XML an empty element says that the list is empty, of texts too.
        if !self.is_absent(item, self.format == Format::Xml) {
            self.comma(self.reader.at);
            self.value(item, name);
        }
    }

    /// Goes to the next of the values of the field `name`.
    pub(super) fn each(&mut self, values: &mut List<'_>, name: &str) -> bool {
        match values {
            List::First if self.reader.peek() == b'[' => {
                self.reader.enter();
                *values = List::Bracketed;
                self.reader.more(b'[')
            }
            List::First => {
                *values = List::Next;
                true
            }
            List::Next => self.format == Format::Xml && self.reader.take_next(name),
            List::Bracketed => self.reader.more_or(b'['),
            List::Elements([first, rest @ ..]) => {
                self.reader.at = first.value;
                *values = List::Elements(rest);
                true
            }
            List::Elements([]) => false,
        }
    }

    /// An object that only wraps a list. Some answers leave the inner level out and repeat the outer one instead; both
    /// come out with the inner level, and always with the list.
    fn wrapper(
        &mut self,
        field: &'static Field,
        inner: &'static Field,
        item: &'static FieldShape,
        mut values: List<'_>,
    ) {
        if let FieldShape::Object(_, fields) = field.shape
            && matches!(values, List::First)
            && self.inside(inner).is_some()
        {
            return self.object(fields);
        }
        self.write(b"{\"");
        self.write(inner.name.as_bytes());
        self.write(b"\":[");
        while self.each(&mut values, field.name) {
            self.wrapped(field, inner, item);
        }
        self.write(b"]}");
    }

    /// What one of several wrappers holds, or an item without its wrapper.
    fn wrapped(&mut self, field: &'static Field, inner: &'static Field, item: &'static FieldShape) {
        if let Some((value, end)) = self.inside(inner) {
            self.reader.at = value;
            self.items(item, inner.name, List::First);
            self.reader.at = end;
            return;
        }
        if self.reader.peek() == b'{' {
            let start = self.reader.at;
            self.reader.enter();
            if !self.reader.more(b'{') {
                return;
            }
            self.reader.depth += 1;
            self.reader.at = start;
        }
        self.item(item, field.name);
    }

    /// Where the value of the member `inner` of this object begins, if this is one that has it, and where the object
    /// ends. Goes nowhere.
    fn inside(&mut self, inner: &'static Field) -> Option<(usize, usize)> {
        if self.reader.peek() != b'{' {
            return None;
        }
        let (at, values) = (self.reader.at, self.reader.values);
        let found = self.reader.find(inner.name);
        let end = self.reader.at;
        (self.reader.at, self.reader.values) = (at, values);
        found.map(|value| (value, end))
    }
}
