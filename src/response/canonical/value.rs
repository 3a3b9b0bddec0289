//! Single values, of the types of the table or of none.

use super::Writer;
use super::list::List;
use crate::response::json::{decode, is_blank, unquoted};
use crate::response::{Format, Reason};
use crate::service::FieldShape;

/// The largest whole number that JavaScript holds exactly, 2^53-1.
const MAX_SAFE_INTEGER: &[u8] = b"9007199254740991";

impl Writer<'_, '_> {
    /// One value; `name` is the field that is to blame if it is not of its type.
    pub(super) fn value(&mut self, shape: &'static FieldShape, name: &'static str) {
        let start = self.reader.at;
        let first = self.reader.peek();
        match (shape, first) {
            (FieldShape::Object(_, fields), b'{') => return self.object(fields),
            _ => self.reader.skip(),
        }
        match (shape, first) {
            (FieldShape::Text(_), b'"') | (FieldShape::Boolean, b't' | b'f') => {
                self.keep(start, self.reader.at);
            }
            (FieldShape::Object(..) | FieldShape::List(_), _) | (_, b'{' | b'[') => {
                self.blame(Reason::WrongType(name));
            }
            (FieldShape::Text(_), _) => {
                self.write(b"\"");
                self.write(self.reader.since(start));
                self.write(b"\"");
            }
            _ => self.scalar(shape, name, start),
        }
    }

    /// A number, or a number or boolean in a string, which began at `start`.
    fn scalar(&mut self, shape: &FieldShape, name: &'static str, start: usize) {
        let raw = self.reader.since(start);
        let decoded;
        let mut text = raw;
        if let [b'"', ..] = raw {
            text = unquoted(raw);
            decoded = decode(text);
            text = decoded.as_deref().unwrap_or(text).trim_ascii();
        }
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
    pub(super) fn other(&mut self, mut values: List<'_>) {
        let start = self.reader.at;
        if let List::Elements(_) = values {
            self.write(b"[");
            while self.each(&mut values, "") {
                self.comma(self.reader.at);
                self.other(List::First);
            }
            self.write(b"]");
        } else if self.format == Format::Xml && self.reader.peek() == b'{' {
            self.object(&[]);
        } else {
            self.reader.skip();
            self.keep(start, self.reader.at);
        }
    }

    /// Whether the value here says that there is none: null, or emptiness where it cannot be text. Goes past it then.
    pub(super) fn is_absent(&mut self, shape: &FieldShape, texts_too: bool) -> bool {
        let start = self.reader.at;
        match self.reader.peek() {
            b'n' => {}
            b'"' if texts_too || !matches!(shape, FieldShape::Text(_)) => {
                self.reader.string();
                let is_blank = is_blank(self.reader.since(start));
                self.reader.at = start;
                if !is_blank {
                    return false;
                }
            }
            _ => return false,
        }
        self.reader.skip();
        true
    }

    fn blame(&mut self, reason: Reason) {
        self.blame = self.blame.or(Some(reason));
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
