//! Writing what was read as canonical JSON: first the fields of the operation table, in its order and of its types,
//! then whatever else the answer held.
//!
//! A list that is absent, null or an empty element is `[]`; any other field that is absent, null or, where no text is
//! expected, empty is left out.

use alloc::vec::Vec;

use super::Reason;
use super::tree::{Branch, Children, Format, Kind, Tree, sort_by_name};
use crate::json;
use crate::service::{Field, FieldShape};

/// The largest whole number that JavaScript holds exactly, 2^53-1.
const MAX_SAFE_INTEGER: &str = "9007199254740991";

/// Appends the root of `tree`, an object with these fields.
pub(super) fn write(
    fields: &'static [Field],
    tree: &Tree<'_>,
    out: &mut Vec<u8>,
) -> Result<(), Reason> {
    let root = tree.root().ok_or(Reason::Empty)?;
    Writer {
        format: tree.format,
        out,
        found: Vec::new(),
        others: Vec::new(),
    }
    .object(fields, root)
}

struct Writer<'t, 'a, 'o> {
    format: Format,
    out: &'o mut Vec<u8>,
    /// Where the fields of the objects being written were found: a stack, so that no object allocates.
    found: Vec<Option<Children<'t, 'a>>>,
    /// Children that are not in the table, with a number that keeps their order: a stack likewise.
    others: Vec<(Branch<'t, 'a>, usize)>,
}

impl<'t, 'a> Writer<'t, 'a, '_> {
    fn object(&mut self, fields: &'static [Field], object: Branch<'t, 'a>) -> Result<(), Reason> {
        let (found, others) = (self.found.len(), self.others.len());
        self.assign(fields, object);
        self.out.push(b'{');
        for (field, slot) in fields.iter().zip(found..) {
            let at = self.found.get(slot).cloned().flatten();
            self.field(field, at)?;
        }
        self.write_others(others);
        self.out.push(b'}');
        self.found.truncate(found);
        self.others.truncate(others);
        Ok(())
    }

    /// Finds each field of the table among the children; what is left over goes to `others`.
    fn assign(&mut self, fields: &'static [Field], object: Branch<'t, 'a>) {
        let base = self.found.len();
        self.found.resize(base + fields.len(), None);
        let mut expected = 0;
        let mut rest = object.children();
        loop {
            let at = rest.clone();
            let Some(child) = rest.next() else {
                return;
            };
            // Most answers come in the order of the table.
            let name = child.name();
            let position = match fields.get(expected) {
                Some(field) if name == field.name => Some(expected),
                _ => fields.iter().position(|field| name == field.name),
            };
            let Some((position, field)) = position.and_then(|at| Some((at, fields.get(at)?)))
            else {
                self.others.push((child, self.others.len()));
                continue;
            };
            expected = position + 1;
            if let Some(slot) = self.found.get_mut(base + position) {
                // The last one counts, except where repetition makes a list: that begins at the first.
                let repeats = self.format == Format::Xml && may_repeat(&field.shape);
                if slot.is_none() || !repeats {
                    *slot = Some(at);
                }
            }
        }
    }

    fn field(&mut self, field: &'static Field, at: Option<Children<'t, 'a>>) -> Result<(), Reason> {
        if !may_repeat(&field.shape) {
            return match at.and_then(|mut at| at.next()) {
                Some(value) if !is_absent(&field.shape, value) => {
                    self.key(field.name);
                    self.value(&field.shape, field.name, value)
                }
                _ => Ok(()),
            };
        }
        let values = at.map(|at| self.values(at, field.name));
        self.key(field.name);
        match (&field.shape, wrapped_list(&field.shape)) {
            (FieldShape::List(item), _) => self.list(item, field.name, values),
            (_, Some((inner, item))) => self.wrapper(field, inner, item, values),
            _ => Ok(()),
        }
    }

    fn list(
        &mut self,
        item: &'static FieldShape,
        name: &'static str,
        values: Option<Values<'t, 'a>>,
    ) -> Result<(), Reason> {
        self.out.push(b'[');
        self.items(item, name, values)?;
        self.out.push(b']');
        Ok(())
    }

    fn items(
        &mut self,
        item: &'static FieldShape,
        name: &'static str,
        values: Option<Values<'t, 'a>>,
    ) -> Result<(), Reason> {
        for value in values.into_iter().flatten() {
            // In XML an empty element says that the list is empty, of texts too.
            let is_empty = is_absent(item, value) || self.format == Format::Xml && value.is_blank();
            if !is_empty {
                self.comma();
                self.value(item, name, value)?;
            }
        }
        Ok(())
    }

    /// An object that only wraps a list of objects (`TagResources.TagResource[]`), the way older operations answer.
    /// Some answers leave the inner level out and repeat the outer one instead; both come out with the inner level,
    /// and always with the list.
    fn wrapper(
        &mut self,
        field: &'static Field,
        inner: &'static Field,
        item: &'static FieldShape,
        values: Option<Values<'t, 'a>>,
    ) -> Result<(), Reason> {
        let mut present = values
            .clone()
            .into_iter()
            .flatten()
            .filter(|value| !is_hollow(*value));
        if let (Some(only), None) = (present.next(), present.next())
            && only.child(self.format, inner.name).is_some()
            && let FieldShape::Object(_, fields) = field.shape
        {
            return self.object(fields, only);
        }
        self.out.push(b'{');
        self.key(inner.name);
        self.out.push(b'[');
        for value in values
            .into_iter()
            .flatten()
            .filter(|value| !is_hollow(*value))
        {
            if let Some(at) = value.child(self.format, inner.name) {
                let values = self.values(at, inner.name);
                self.items(item, inner.name, Some(values))?;
            } else {
                self.comma();
                self.value(item, field.name, value)?;
            }
        }
        self.out.extend_from_slice(b"]}");
        Ok(())
    }

    /// One value; `name` is the field that is to blame if it is not of its type.
    fn value(
        &mut self,
        shape: &'static FieldShape,
        name: &'static str,
        value: Branch<'t, 'a>,
    ) -> Result<(), Reason> {
        let wrong = Reason::WrongType(name);
        match shape {
            FieldShape::Object(_, fields) if value.node.kind == Kind::Object => {
                self.object(fields, value)
            }
            FieldShape::List(item) if value.node.kind == Kind::Array => {
                let values = Values {
                    rest: value.children(),
                    name: None,
                };
                self.list(item, name, Some(values))
            }
            FieldShape::Object(..) | FieldShape::List(_) => Err(wrong),
            FieldShape::Text(_) if value.node.kind == Kind::Quoted => {
                self.out.extend_from_slice(value.node.text.as_bytes());
                Ok(())
            }
            FieldShape::Text(_) => {
                json::string(&value.scalar().ok_or(wrong)?, self.out);
                Ok(())
            }
            FieldShape::Integer => {
                let text = value.scalar().ok_or(wrong)?;
                let (sign, digits) = integer(&text, name)?;
                self.out.extend_from_slice(sign.as_bytes());
                self.out.extend_from_slice(digits.as_bytes());
                Ok(())
            }
            FieldShape::Boolean => {
                let text = value.scalar().ok_or(wrong)?;
                let text = text.trim_ascii();
                let word = ["true", "false"]
                    .into_iter()
                    .find(|word| text.eq_ignore_ascii_case(word));
                self.out.extend_from_slice(word.ok_or(wrong)?.as_bytes());
                Ok(())
            }
        }
    }

    /// The values of the field that was found `at` a place: in XML every element of that name from there on, in JSON
    /// the items of an array, or the one value.
    fn values(&self, at: Children<'t, 'a>, name: &'static str) -> Values<'t, 'a> {
        if self.format == Format::Xml {
            return Values {
                rest: at,
                name: Some(name),
            };
        }
        let only = at.first_only();
        let rest = match only.clone().next() {
            Some(value) if value.node.kind == Kind::Array => value.children(),
            _ => only,
        };
        Values { rest, name: None }
    }

    /// The children that are not in the table, from position `base` of the stack on.
    fn write_others(&mut self, base: usize) {
        if self.format == Format::Json {
            // Names and values are JSON already.
            for &(child, _) in self.others.get(base..).unwrap_or_default() {
                comma(self.out);
                self.out.push(b'"');
                self.out.extend_from_slice(child.node.name.as_bytes());
                self.out.extend_from_slice(b"\":");
                self.out.extend_from_slice(child.node.text.as_bytes());
            }
            return;
        }
        // Elements of one name become neighbours.
        sort_by_name(self.others.get_mut(base..).unwrap_or_default());
        let end = self.others.len();
        let mut at = base;
        while at < end {
            let group = self.others.get(at..end).unwrap_or_default();
            let name = group.first().map_or("", |(child, _)| child.node.name);
            let size = group
                .iter()
                .take_while(|(child, _)| child.node.name == name)
                .count();
            self.key(name);
            if size > 1 {
                self.out.push(b'[');
            }
            for position in at..at + size {
                if let Some(&(child, _)) = self.others.get(position) {
                    self.other(child);
                }
            }
            if size > 1 {
                self.out.push(b']');
            }
            at += size.max(1);
        }
    }

    /// An element that the table says nothing about. As deep as the parser lets elements nest.
    fn other(&mut self, element: Branch<'t, 'a>) {
        self.comma();
        if let Some(text) = element.scalar() {
            return json::string(&text, self.out);
        }
        let base = self.others.len();
        self.others.extend(element.children().zip(base..));
        self.out.push(b'{');
        self.write_others(base);
        self.out.push(b'}');
        self.others.truncate(base);
    }

    /// Begins a member. The name needs no escapes: it is the table's, or an XML name.
    fn key(&mut self, name: &str) {
        self.comma();
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    fn comma(&mut self) {
        comma(self.out);
    }
}

/// A comma, unless what is next is the first in its list or object, or the value of a member.
fn comma(out: &mut Vec<u8>) {
    if !matches!(out.last(), Some(b'{' | b'[' | b':') | None) {
        out.push(b',');
    }
}

/// The values of one field, or of one list.
#[derive(Debug, Clone)]
struct Values<'t, 'a> {
    rest: Children<'t, 'a>,
    /// Only children of this name, where others stand between.
    name: Option<&'static str>,
}

impl<'t, 'a> Iterator for Values<'t, 'a> {
    type Item = Branch<'t, 'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let name = self.name;
        self.rest
            .find(|value| name.is_none_or(|name| value.node.name == name))
    }
}

/// Whether a field of this shape may come as several XML elements of one name.
fn may_repeat(shape: &FieldShape) -> bool {
    matches!(shape, FieldShape::List(_)) || wrapped_list(shape).is_some()
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

/// Whether a value says that there is none: null, or emptiness where it cannot be text.
fn is_absent(shape: &FieldShape, value: Branch<'_, '_>) -> bool {
    match shape {
        FieldShape::Text(_) => value.node.kind == Kind::Null,
        _ => value.is_blank(),
    }
}

/// Whether a wrapper holds no list and is no item either: it is blank, or an object without members.
fn is_hollow(value: Branch<'_, '_>) -> bool {
    value.is_blank() || value.node.kind == Kind::Object && value.node.below == 0
}

/// Sign and digits of a whole number as JSON writes it. Nothing is rounded: what JavaScript could not hold exactly is
/// refused, and so is a fraction or an exponent.
fn integer<'v>(text: &'v str, name: &'static str) -> Result<(&'static str, &'v str), Reason> {
    let text = text.trim_ascii();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Reason::WrongType(name));
    }
    match digits.trim_start_matches('0') {
        "" => Ok(("", "0")),
        // Among numbers of one length, the larger one is the later one in the alphabet too.
        digits if (digits.len(), digits) <= (MAX_SAFE_INTEGER.len(), MAX_SAFE_INTEGER) => {
            Ok((sign, digits))
        }
        _ => Err(Reason::IntegerTooLarge(name)),
    }
}
