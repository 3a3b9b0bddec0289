//! Writing JSON by hand: the little that the client writes (errors, events) does not pay for a serializer.

use alloc::vec::Vec;

pub(crate) use alicloud_traffic_mirror_request::decimal::{integer, write_integer};

/// A JSON object being written. One pointer and no more: what it holds is told by the last byte.
#[derive(Debug)]
pub struct Object<'a> {
    out: &'a mut Vec<u8>,
}

impl<'a> Object<'a> {
    pub fn begin(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out }
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
        write_integer(value, self.out);
    }

    /// A value that is appended.
    pub fn value(&mut self, name: &str) -> &mut Vec<u8> {
        self.name(name);
        self.out
    }

    /// Begins an object in this one.
    pub fn object(&mut self, name: &str) -> Object<'_> {
        Object::begin(self.value(name))
    }

    /// Begins a list, whose items are appended; [`next`] comes before each.
    pub fn list(&mut self, name: &str) -> &mut Vec<u8> {
        let list = self.value(name);
        list.push(b'[');
        list
    }

    fn name(&mut self, name: &str) {
        next(self.out);
        string(name, self.out);
        self.out.push(b':');
    }
}

/// Appends what has to stand before the next member or item.
pub fn next(out: &mut Vec<u8>) {
    // No value ends so.
    if !matches!(out.last(), Some(b'{' | b'[')) {
        out.push(b',');
    }
}

/// Appends a JSON string.
pub fn string(text: &str, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = rest
        .iter()
        .position(|byte| matches!(byte, 0..0x20 | b'"' | b'\\'))
    {
        let (before, after) = rest.split_at_checked(at).unwrap_or_default();
        out.extend_from_slice(before);
        let Some((&byte, after)) = after.split_first() else {
            break;
        };
        rest = after;
        if byte < 0x20 {
            out.extend_from_slice(b"\\u00");
            out.push(b'0' + (byte >> 4));
            out.extend(HEX.get(usize::from(byte & 15)));
        } else {
            out.extend_from_slice(&[b'\\', byte]);
        }
    }
    out.extend_from_slice(rest);
    out.push(b'"');
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
    fn objects_nest() {
        let mut out = Vec::new();
        let mut object = Object::begin(&mut out);
        object.text("a", "x");
        object.boolean("b", true);
        let list = object.list("c");
        for item in [1, 2] {
            next(list);
            write_integer(item, list);
        }
        list.push(b']');
        object.integer("d", -3);
        object.end();
        assert_eq!(out, br#"{"a":"x","b":true,"c":[1,2],"d":-3}"#);
    }
}
