//! What a body is: text, and in it an object, in JSON or in XML.

use alloc::vec::Vec;

use super::reader::Reader;
use super::{MAX_BODY, Reason, json, xml};

/// What an answer is read from. XML has become JSON by then, in which elements of one name are members of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Xml,
}

/// A reader of what stands in a body between a byte order mark or white space and white space.
#[inline(never)]
pub(super) fn open(body: &[u8]) -> Reader<'_> {
    let mut text = body;
    // JSON and XML know the same four kinds of white space; the standard library would trim more.
    while let [before @ .., b' ' | b'\t' | b'\n' | b'\r'] = text {
        text = before;
    }
    let mut reader = Reader::new(text);
    if body.len() > MAX_BODY {
        reader.fail(Reason::TooLarge);
    } else if let Err(error) = core::str::from_utf8(body) {
        reader.fail(match error.error_len() {
            Some(_) => Reason::NotUtf8,
            None => Reason::Truncated,
        });
    }
    if body.starts_with("\u{feff}".as_bytes()) {
        reader.at = 3;
    }
    reader.space();
    if reader.is_at_end() {
        reader.fail(Reason::Empty);
    }
    reader
}

/// Goes to the object that a text is, as JSON. The root of XML is called `name` and `suffix`, and what it becomes is
/// written to `transcoded` and read there.
pub(super) fn object_of<'a>(
    reader: &mut Reader<'a>,
    name: &str,
    suffix: &str,
    transcoded: &'a mut Vec<u8>,
) -> Format {
    match reader.peek() {
        b'{' => return Format::Json,
        b'<' => {}
        _ => {
            json::check(reader);
            reader.fail(Reason::NotObject);
            return Format::Json;
        }
    }
    *transcoded = xml::to_json(reader);
    reader.reopen(transcoded);
    if reader.fault.is_none() {
        for piece in &["{\"", name, suffix, "\":"] {
            reader.word(piece.as_bytes());
        }
        if reader.fault.is_some() {
            reader.fault = Some(Reason::WrongRoot);
        }
    }
    if reader.peek() != b'{' {
        if !reader.is_blank() {
            // Characters and no elements: whatever that is, it has no fields.
            reader.fail(Reason::NotObject);
        }
        reader.reopen(b"{}");
    }
    Format::Xml
}
