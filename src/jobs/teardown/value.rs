//! A target's values, as a tree.

use alloc::string::String;
use alloc::vec::Vec;

use crate::request::{Params, Reader, Token, unescape};
use crate::text::{cut, lossy, whole_number};

/// A value of the flat form.
#[derive(Debug)]
pub(super) enum Value {
    Text(String),
    Number(String),
    Boolean(bool),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
    /// Null, undefined, half of a surrogate pair, or of a type that cannot be sent.
    Unusable,
}

/// Deepest nesting that any parameter has is 3.
const MAX_DEPTH: usize = 8;

impl Value {
    /// The object that these parameters are. What is cut short is unusable: the rest may have narrowed it.
    pub(super) fn of(params: &Params) -> Self {
        object(&mut Reader::new(params.as_bytes()), 0)
    }

    /// A number of JavaScript's, in decimal, as whole milliseconds, rounded up. None unless it is finite and above 0.
    pub(super) fn milliseconds(&self) -> Option<i64> {
        let Self::Number(number) = self else {
            return None;
        };
        let (mantissa, exponent) = cut(number, b'e').unwrap_or((number, ""));
        let (whole, fraction) = cut(mantissa, b'.').unwrap_or((mantissa, ""));
        let digits = [whole, fraction].concat();
        if whole.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        if !digits.bytes().any(|digit| digit != b'0') {
            return None;
        }
        // Powers of ten are written out from 1e-6 to 1e20; what lies beyond is less than a millisecond, or more than all
        // time.
        match exponent.as_bytes().first() {
            Some(b'-') => Some(1),
            Some(_) => Some(i64::MAX),
            None => {
                let up = i64::from(fraction.bytes().any(|digit| digit != b'0'));
                Some(whole_number(whole.as_bytes())?.saturating_add(up))
            }
        }
    }
}

/// Reads `name value` pairs up to the end of the object, or of the bytes.
fn object(reader: &mut Reader<'_>, depth: usize) -> Value {
    let mut fields = Vec::new();
    loop {
        match reader.next() {
            Some(Token::Key(name)) => {
                let Some(first) = reader.next() else {
                    return Value::Unusable;
                };
                fields.push((unescaped(name), read(first, reader, depth)));
            }
            Some(Token::ObjectEnd) if depth > 0 => return Value::Object(fields),
            None if depth == 0 && reader.is_at_end() => return Value::Object(fields),
            _ => return Value::Unusable,
        }
    }
}

fn read(first: Token<'_>, reader: &mut Reader<'_>, depth: usize) -> Value {
    match first {
        Token::Text(text) => Value::Text(unescaped(text)),
        Token::Number(text) => Value::Number(unescaped(text)),
        Token::Boolean(value) => Value::Boolean(value),
        Token::ListStart | Token::ObjectStart if depth >= MAX_DEPTH => {
            reader.skip(&first);
            Value::Unusable
        }
        Token::ListStart => {
            let mut items = Vec::new();
            loop {
                match reader.next() {
                    Some(Token::ListEnd) => return Value::List(items),
                    Some(token) => items.push(read(token, reader, depth + 1)),
                    None => return Value::Unusable,
                }
            }
        }
        Token::ObjectStart => object(reader, depth + 1),
        _ => Value::Unusable,
    }
}

fn unescaped(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len());
    unescape(text, &mut out);
    lossy(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_short_is_unusable_rather_than_wider() {
        let whole = b"kall\0tkolderThanMs\0n5\0";
        let is_object = |bytes: &[u8]| {
            matches!(
                Value::of(&Params::from_bytes(bytes.to_vec())),
                Value::Object(_)
            )
        };
        assert!(is_object(whole) && is_object(b"kall\0t"));
        for end in (1..whole.len()).filter(|end| *end != 6) {
            assert!(!is_object(&whole[..end]), "cut at {end}");
        }
        assert!(!is_object(b"kall\0t\xffkolderThanMs\0n5\0"));
        assert!(!is_object(b"kall\0t}"));
    }

    #[test]
    fn ages_are_whole_milliseconds_rounded_up() {
        for (text, expected) in [
            ("1", Some(1)),
            ("0.5", Some(1)),
            ("3600000.25", Some(3_600_001)),
            ("5e-7", Some(1)),
            ("1e+21", Some(i64::MAX)),
            ("99999999999999999999", Some(i64::MAX)),
            ("0", None),
            ("-1", None),
            ("NaN", None),
            ("Infinity", None),
            ("", None),
        ] {
            assert_eq!(
                Value::Number(text.into()).milliseconds(),
                expected,
                "{text}"
            );
        }
    }
}
