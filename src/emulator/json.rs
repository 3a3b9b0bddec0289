//! JSON text of options, faults, fixtures and state. Not `serde_json`'s: reading and writing floating numbers, of which
//! there are none here, would be a tenth of the module.

use super::digits::{filled, in_digits};
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Number, Value as Json};

use super::answer::json_text;
use super::fields::FieldError;

const DEEPEST: usize = 128;

/// Reads one value. A number that is not whole is read as some number that is not.
pub(crate) fn read(text: &str) -> Result<Json, FieldError> {
    let mut reader = Reader {
        bytes: text.as_bytes(),
        at: 0,
    };
    let read = reader.value(0);
    if let Some(value) = read
        && reader.peek().is_none()
    {
        return Ok(value);
    }
    let problem = filled("is not JSON at byte {}", &[&in_digits(reader.at)]);
    Err(FieldError::new("", problem))
}

/// Writes a value whose numbers are whole.
pub(crate) fn write(out: &mut String, value: &Json) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Json::Number(number) => out.push_str(&in_digits(number.as_i64().unwrap_or_default())),
        Json::String(text) => json_text(out, text),
        Json::Array(items) => {
            let mut before = '[';
            for item in items {
                out.push(before);
                write(out, item);
                before = ',';
            }
            out.push_str(if items.is_empty() { "[]" } else { "]" });
        }
        Json::Object(fields) => {
            let mut before = '{';
            for (name, field) in fields {
                out.push(before);
                json_text(out, name);
                out.push(':');
                write(out, field);
                before = ',';
            }
            out.push_str(if fields.is_empty() { "{}" } else { "}" });
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Option<Json> {
        if depth > DEEPEST {
            return None;
        }
        match self.peek()? {
            b'{' => {
                let mut object = Map::new();
                let mut more = self.begins(b'}');
                while more {
                    let name = self.text()?;
                    self.take(b':')?;
                    object.insert(name, self.value(depth + 1)?);
                    more = self.goes_on(b'}')?;
                }
                Some(Json::Object(object))
            }
            b'[' => {
                let mut list = Vec::new();
                let mut more = self.begins(b']');
                while more {
                    list.push(self.value(depth + 1)?);
                    more = self.goes_on(b']')?;
                }
                Some(Json::Array(list))
            }
            b'"' => self.text().map(Json::String),
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'n' => self.word("null", Json::Null),
            _ => self.number(),
        }
    }

    /// The next byte that is no space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, wanted: u8) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += 1)
    }

    /// Past the bracket; whether there is anything in it.
    fn begins(&mut self, end: u8) -> bool {
        self.at += 1;
        self.take(end).is_none()
    }

    /// Past a comma or the end; which of them.
    fn goes_on(&mut self, end: u8) -> Option<bool> {
        if self.take(b',').is_some() {
            return Some(true);
        }
        self.take(end).map(|()| false)
    }

    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        let rest = self.bytes.get(self.at..)?;
        rest.starts_with(word.as_bytes()).then(|| {
            self.at += word.len();
            value
        })
    }

    fn number(&mut self) -> Option<Json> {
        let begin = self.at;
        self.skip(b'-');
        let whole = self.digits()?;
        if whole > 1 && *self.bytes.get(self.at - whole)? == b'0' {
            return None;
        }
        if self.skip(b'.') {
            self.digits()?;
        }
        if self.skip(b'e') || self.skip(b'E') {
            let _ = self.skip(b'+') || self.skip(b'-');
            self.digits()?;
        }
        let text = core::str::from_utf8(self.bytes.get(begin..self.at)?).ok()?;
        match text.parse::<i64>() {
            Ok(number) => Some(Json::from(number)),
            Err(_) => Number::from_f64(0.5).map(Json::Number),
        }
    }

    fn skip(&mut self, byte: u8) -> bool {
        let is = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(is);
        is
    }

    /// How many there are; at least one.
    fn digits(&mut self) -> Option<usize> {
        let begin = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        (self.at > begin).then_some(self.at - begin)
    }

    fn text(&mut self) -> Option<String> {
        self.take(b'"')?;
        let mut text = String::new();
        loop {
            let rest = self.bytes.get(self.at..)?;
            let special = |byte: &u8| *byte < b' ' || *byte == b'"' || *byte == b'\\';
            let plain = rest.iter().position(special)?;
            // Both ends of it are at ASCII, so that it is whole.
            text.push_str(core::str::from_utf8(rest.get(..plain)?).ok()?);
            self.at += plain + 1;
            match rest.get(plain)? {
                b'"' => return Some(text),
                b'\\' => text.push(self.escaped()?),
                _ => return None,
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let escape = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(match escape {
            b'"' | b'\\' | b'/' => char::from(escape),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.unit()?;
                if first & 0xfc00 != 0xd800 {
                    return char::from_u32(first);
                }
                self.word("\\u", Json::Null)?;
                let second = self.unit()?;
                if second & 0xfc00 != 0xdc00 {
                    return None;
                }
                return char::from_u32(0x10000 + ((first & 0x3ff) << 10 | second & 0x3ff));
            }
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        let digits = self.bytes.get(self.at..self.at + 4)?;
        self.at += 4;
        let digit = |unit, byte: &u8| Some(unit << 4 | char::from(*byte).to_digit(16)?);
        digits.iter().try_fold(0, digit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `serde_json` does; only that numbers which are not whole are all the same here.
    fn same(text: &str) {
        let expected = serde_json::from_str::<Json>(text).ok();
        let found = read(text).ok();
        match (&expected, &found) {
            (Some(Json::Number(one)), Some(Json::Number(other))) => {
                assert_eq!(one.as_i64(), other.as_i64(), "{text}");
            }
            _ => assert_eq!(expected, found, "{text}"),
        }
        if let Some(value) = found.filter(|value| !value.is_f64()) {
            let mut out = String::new();
            write(&mut out, &value);
            assert_eq!(
                serde_json::from_str::<Json>(&out).ok(),
                Some(value),
                "{out}"
            );
        }
    }

    #[test]
    fn text_is_read_and_written_as_another_does() {
        for text in [
            r#"{"a":[1,-2,{"b":null,"c":true,"d":false}],"a b":"\u00e9\ud83d\ude00\n\"\\\/\b\f\r\t","":[]}"#,
            " [ 1 , 2 ] ",
            "{}",
            "[]",
            "[{}]",
            "\"é€😀\"",
            "0",
            "-1",
            "9223372036854775807",
            "9223372036854775808",
            "1.5",
            "1e3",
            "1E+3",
            "-1.0e-2",
            "\"\\u001f\"",
        ] {
            same(text);
        }
        // As JavaScript means it; the other takes it for a floating number.
        assert_eq!(read("-0").ok(), Some(Json::from(0)));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in [
            "",
            " ",
            "{",
            "[",
            "[1",
            "[1,",
            "[1,]",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1",
            "{\"a\":1,}",
            "{a:1}",
            "01",
            "-",
            "1.",
            ".5",
            "1e",
            "+1",
            "tru",
            "truex",
            "nul",
            "\"",
            "\"\\",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "\"\\udc00\"",
            "\"\n\"",
            "1 2",
            "[1 2]",
            "]",
            "{,}",
            "[,]",
        ] {
            assert!(read(text).is_err(), "{text}");
            same(text);
        }
        assert!(read(&"[".repeat(100_000)).is_err());
    }
}
