//! Writing JSON by hand: the little that the client writes (errors, events) does not pay for a serializer.

use alloc::string::String;
use alloc::vec::Vec;

use crate::scan::plain;
use crate::text::ascii;

/// A JSON object being written.
#[derive(Debug)]
pub struct Object<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
}

impl<'a> Object<'a> {
    pub fn begin(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, empty: true }
    }

    pub fn end(self) {
        self.out.push(b'}');
    }

    pub fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        string(value, self.out);
    }

    pub fn boolean(&mut self, name: &str, value: bool) {
        self.name(name);
        self.out
            .extend_from_slice(if value { b"true" } else { b"false" });
    }

    pub fn integer(&mut self, name: &str, value: i64) {
        self.name(name);
        self.out.extend_from_slice(integer(value).as_bytes());
    }

    /// A value that is JSON already.
    pub fn raw(&mut self, name: &str, json: &[u8]) {
        self.name(name);
        self.out.extend_from_slice(json);
    }

    /// A list whose items `write` appends.
    pub fn list<T>(&mut self, name: &str, items: &[T], mut write: impl FnMut(&T, &mut Vec<u8>)) {
        self.name(name);
        self.out.push(b'[');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.out.push(b',');
            }
            write(item, self.out);
        }
        self.out.push(b']');
    }

    fn name(&mut self, name: &str) {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        string(name, self.out);
        self.out.push(b':');
    }
}

/// Appends a JSON string.
pub fn string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    loop {
        let (before, after) = rest.split_at_checked(plain(rest)).unwrap_or_default();
        out.extend_from_slice(before);
        let Some((&byte, after)) = after.split_first() else {
            break;
        };
        rest = after;
        escape(byte, out);
    }
    out.push(b'"');
}

/// Appends one byte of what a JSON string holds.
fn escape(byte: u8, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    match byte {
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
        0..0x20 => {
            out.extend_from_slice(b"\\u00");
            for digit in [byte >> 4, byte & 15] {
                out.extend(HEX.get(usize::from(digit)));
            }
        }
        _ => out.push(byte),
    }
}

/// An integer in decimal. By hand, since `format!` would bring the formatting machinery into the wasm module.
#[must_use]
pub fn integer(value: i64) -> String {
    // The longest is i64::MIN, with 20 characters.
    let mut digits = [0; 20];
    let mut length = 0;
    let mut rest = value.unsigned_abs();
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        length += 1;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    let mut text = Vec::with_capacity(length + 1);
    if value < 0 {
        text.push(b'-');
    }
    text.extend_from_slice(digits.get(digits.len() - length..).unwrap_or_default());
    ascii(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_hold_any_text() {
        let text = "\"\\ \n\t\u{1}\u{1f} é 镜 \u{7f}";
        let mut out = Vec::new();
        string(text, &mut out);
        assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
    }

    #[test]
    fn integers_are_written_in_decimal() {
        for value in [0, 7, -1, 600, i64::MAX, i64::MIN] {
            assert_eq!(integer(value), value.to_string());
        }
    }

    #[test]
    fn objects_nest() {
        let mut out = Vec::new();
        let mut object = Object::begin(&mut out);
        object.text("a", "x");
        object.boolean("b", true);
        object.list("c", &[1, 2], |item, out| {
            out.extend_from_slice(integer(*item).as_bytes());
        });
        object.integer("d", -3);
        object.end();
        assert_eq!(out, br#"{"a":"x","b":true,"c":[1,2],"d":-3}"#);
    }
}
