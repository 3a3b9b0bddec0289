//! Single values, of the types of the table or of none.

use super::Writer;
use super::copy::Lead;
use super::list::List;
use super::order::Member;
use crate::json::integer;
use crate::response::json::said;
use crate::response::{Format, Reason};
use crate::service::FieldShape;
use crate::text::whole_number;

/// The smallest whole number that JavaScript may not hold exactly.
const TOO_LARGE: i64 = 1 << 53;

impl Writer<'_, '_> {
    /// A value, or several: where these elements are, or what stands here. It is the field `name` or an item of it, which
    /// is to blame if it is not of its type. Null says that there is none, and so does emptiness where it cannot be text;
    /// a list is there all the same.
    pub(super) fn value(
        &mut self,
        shape: Option<&'static FieldShape>,
        name: &'static str,
        lead: &Lead,
        elements: Option<&[Member<'_>]>,
    ) {
        let start = self.reader.at;
        let first = self.reader.peek();
        let list = match shape {
            None => elements.map(|_| (None, None)),
            Some(FieldShape::List(item)) => Some((None, Some(*item))),
            Some(FieldShape::Object(_, [inner])) if !matches!(lead, Lead::Nothing) => {
                match inner.shape {
                    FieldShape::List(item @ FieldShape::Object(..)) => {
                        Some((Some(inner), Some(item)))
                    }
                    _ => None,
                }
            }
            Some(_) => None,
        };
        if let (Some(shape), None) = (shape, &list) {
            // In XML an empty element says that the list is empty, of texts too.
            let may_be_empty = matches!(shape, FieldShape::Text(_))
                && !(self.format == Format::Xml && matches!(lead, Lead::Nothing));
            if matches!(lead, Lead::Missing) {
                return;
            }
            if first == b'n' || first == b'"' && !may_be_empty && self.reader.is_blank() {
                return self.reader.skip();
            }
        }
        self.lead(lead, name);
        if let Some((wrapper, item)) = list {
            let list = List {
                name,
                wrapper,
                item,
            };
            return self.list(&list, elements);
        }
        if first == b'{' {
            match shape {
                Some(FieldShape::Object(_, fields)) => return self.object(fields),
                None if self.format == Format::Xml => return self.object(&[]),
                _ => {}
            }
        }
        if first == b'"' {
            self.reader.count();
            self.reader.string();
        } else {
            self.reader.skip();
        }
        match (shape, first) {
            (None, _)
            | (Some(FieldShape::Text(_)), b'"')
            | (Some(FieldShape::Boolean), b't' | b'f') => {
                self.keep(start, self.reader.at);
            }
            (Some(FieldShape::Object(..) | FieldShape::List(_)), _) | (_, b'{' | b'[') => {
                self.blame(Reason::WrongType(name));
            }
            (Some(FieldShape::Text(_)), _) => {
                self.write(b"\"");
                self.write(self.reader.since(start));
                self.write(b"\"");
            }
            (Some(shape), _) => {
                self.scalar(shape, name, start);
            }
        }
    }

    /// A number, or a number or boolean in a string, which began at `start`. Nothing is rounded: what JavaScript could not
    /// hold exactly is refused, and so is a fraction or an exponent.
    fn scalar(&mut self, shape: &FieldShape, name: &'static str, start: usize) {
        let raw = self.reader.since(start);
        let is_quoted = raw.first() == Some(&b'"');
        let said = if is_quoted { said(raw) } else { raw.into() };
        let text = said.trim_ascii();
        if matches!(shape, FieldShape::Boolean) {
            let word = if text.eq_ignore_ascii_case(b"true") {
                "true"
            } else if text.eq_ignore_ascii_case(b"false") {
                "false"
            } else {
                return self.blame(Reason::WrongType(name));
            };
            return self.write(word.as_bytes());
        }
        let (is_negative, digits) = match text {
            [b'-', digits @ ..] => (true, digits),
            _ => (false, text),
        };
        let Some(number) = whole_number(digits) else {
            return self.blame(Reason::WrongType(name));
        };
        if number >= TOO_LARGE {
            return self.blame(Reason::IntegerTooLarge(name));
        }
        if is_quoted || number == 0 {
            let number = if is_negative { -number } else { number };
            self.write(integer(number).as_bytes());
        } else {
            // JSON has no zeros in front.
            self.keep(start, self.reader.at);
        }
    }

    #[cold]
    #[inline(never)]
    fn blame(&mut self, reason: Reason) {
        self.blame.get_or_insert(reason);
    }
}
