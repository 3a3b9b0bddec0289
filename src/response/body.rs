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
pub(super) fn open(body: &[u8]) -> Result<Reader<'_>, Reason> {
    if body.len() > MAX_BODY {
        return Err(Reason::TooLarge);
    }
    if let Err(error) = core::str::from_utf8(body) {
        return Err(match error.error_len() {
            Some(_) => Reason::NotUtf8,
            None => Reason::Truncated,
        });
    }
    let mut text = body;
    // JSON and XML know the same four kinds of white space; the standard library would trim more.
    while let [before @ .., b' ' | b'\t' | b'\n' | b'\r'] = text {
        text = before;
    }
    let mut reader = Reader::new(text);
    if body.starts_with("\u{feff}".as_bytes()) {
        reader.at = 3;
    }
    reader.space();
    if reader.is_at_end() {
        return Err(Reason::Empty);
    }
    Ok(reader)
}

/// A reader at the object that a text is, as JSON. The root of XML is called `name` and `suffix`, and what it becomes is
/// written to `transcoded`.
pub(super) fn object_of<'a>(
    mut reader: Reader<'a>,
    name: &str,
    suffix: &str,
    transcoded: &'a mut Vec<u8>,
) -> Result<(Reader<'a>, Format), Reason> {
    match reader.peek() {
        b'{' => return Ok((reader, Format::Json)),
        b'<' => {}
        _ => {
            json::check(&mut reader)?;
            return Err(Reason::NotObject);
        }
    }
    *transcoded = xml::to_json(reader)?;
    // The depth was looked to.
    let mut reader = Reader::unbounded(transcoded);
    reader.enter();
    reader.string();
    let root = json::unquoted(reader.since(1));
    if root.strip_suffix(suffix.as_bytes()) != Some(name.as_bytes()) {
        return Err(Reason::WrongRoot);
    }
    reader.colon();
    if reader.peek() == b'{' {
        Ok((reader, Format::Xml))
    } else if json::is_blank(reader.rest()) {
        Ok((Reader::new(b"{}"), Format::Xml))
    } else {
        // Characters and no elements: whatever that is, it has no fields.
        Err(Reason::NotObject)
    }
}
