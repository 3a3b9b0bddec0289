//! Lists, and the ways in which answers leave them out or write them otherwise.

use core::slice;

use super::Writer;
use super::copy::Lead;
use super::order::Member;
use crate::response::Format;
use crate::service::{Field, FieldShape};

/// A list of a field.
pub(super) struct List {
    pub name: &'static str,
    /// The only field of an object that only wraps the list (`TagResources.TagResource[]`), the way older operations
    /// answer.
    pub wrapper: Option<&'static Field>,
    /// None where the table says nothing about it.
    pub item: Option<&'static FieldShape>,
}

impl Writer<'_, '_> {
    /// A list. Its values are these elements; or they stand here, in brackets or as one value that stands for a list of
    /// one, after which, in what was XML, elements of the same name may follow.
    ///
    /// Some answers leave the inner one of two levels out and repeat the outer one instead; both come out with the inner
    /// level, and always with the list.
    pub(super) fn list(&mut self, list: &List, elements: Option<&[Member<'_>]>) {
        if let Some(inner) = list.wrapper {
            if elements.is_none() && self.is_inside(inner) {
                return self.object(slice::from_ref(inner));
            }
            self.write(b"{");
            self.name(inner.name);
        }
        let start = self.reader.at;
        let is_here = list.wrapper.is_none() && elements.is_none() && self.reader.peek() == b'[';
        if is_here {
            self.keep(start, start + 1);
        } else {
            self.write(b"[");
        }
        self.items(list, elements);
        if is_here {
            self.keep(self.reader.at - 1, self.reader.at);
        } else {
            self.write(b"]");
        }
        if list.wrapper.is_some() {
            self.write(b"}");
        }
    }

    fn items(&mut self, list: &List, elements: Option<&[Member<'_>]>) {
        if let Some(elements) = elements {
            for element in elements {
                self.reader.at = element.value;
                self.item(list);
            }
        } else if self.reader.peek() == b'[' {
            self.reader.enter();
            while self.reader.more_or(b'[') {
                self.item(list);
            }
        } else {
            self.item(list);
            while self.format == Format::Xml && self.reader.take_next(list.name) {
                self.item(list);
            }
        }
    }

    /// An item, or the items that one of several wrappers holds.
    fn item(&mut self, list: &List) {
        if let Some(inner) = list.wrapper
            && self.reader.peek() == b'{'
        {
            let (start, values) = (self.reader.at, self.reader.values);
            let members = self.members(slice::from_ref(inner));
            let end = self.reader.at;
            let count = members.iter().take_while(|member| member.rank == 0).count();
            if let Some(last) = count.checked_sub(1).and_then(|last| members.get(last)) {
                self.reader.values = values;
                self.reader.at = last.value;
                let list = List {
                    name: inner.name,
                    wrapper: None,
                    item: list.item,
                };
                // In JSON the last of several is the one that counts.
                let elements = members.get(..count).filter(|_| self.format == Format::Xml);
                self.items(&list, elements);
                self.reader.at = end;
                return;
            }
            if members.is_empty() {
                return;
            }
            self.reader.values = values;
            self.reader.at = start;
        }
        self.value(list.item, list.name, &Lead::Nothing, None);
    }

    /// Whether this is an object that has the member `inner`. Goes nowhere.
    fn is_inside(&mut self, inner: &Field) -> bool {
        if self.reader.peek() != b'{' {
            return false;
        }
        let (at, values) = (self.reader.at, self.reader.values);
        let found = self.reader.find(inner.name);
        (self.reader.at, self.reader.values) = (at, values);
        found.is_some()
    }
}
