//! Answers: JSON or XML in, one canonical JSON text or a typed refusal out.
//!
//! The canonical text is an object with the fields of the operation table, of the table's types, whatever format the
//! service answered in; the host's own JSON parser turns it into plain values. The HTTP status alone says whether an
//! answer is a success (a success may well carry a `Code`), the body alone says what format it is in.

#![expect(
    clippy::inline_always,
    reason = "most of an answer's time is spent here, and the module is built for size, which inlines next to nothing"
)]

mod body;
mod canonical;
pub mod json;
mod reader;
mod redact;
mod refusal;
mod view;
mod xml;

use alloc::vec::Vec;

use body::{Format, object_of, open};
use reader::Reader;
pub use redact::{PLACEHOLDER, redact};
pub use refusal::{Reason, Refusal, ServiceRefusal, Unreadable};
pub use view::View;

use crate::scan::after;
use crate::service::Operation;

/// Largest body that is read, in bytes.
pub const MAX_BODY: usize = 16 << 20;

/// Deepest nesting of objects and lists, or of elements, that is read.
pub const MAX_DEPTH: u8 = 64;

/// An HTTP answer.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The HTTP status.
    pub status: u16,
    /// Only consulted to recognise a web page that is not even well-formed.
    pub content_type: Option<&'a str>,
    /// The body as it came, without any transfer or content encoding.
    pub body: &'a [u8],
}

/// What there was in a success answer of what its operation is documented to give. A gateway on the way may answer with
/// another object: it is the caller's to judge what that proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// Nothing.
    Nothing,
    /// The id of the request alone, which every answer has.
    RequestId,
    /// More than that; or the operation is not known.
    Fields,
}

/// Appends the canonical JSON of a success answer to `out`.
///
/// With an operation, its fields come first, in the order and of the types of the table: texts as strings, integers
/// as numbers, lists always present. Fields that the table does not know follow, untouched. Without one, a JSON object
/// passes as it is.
///
/// # Errors
/// [`Refusal::Service`] where the service refused (status 400 to 599 and a body with a `Code`);
/// [`Refusal::Unreadable`] for everything that is neither a result nor a refusal. `out` is then as it was.
pub fn read(
    operation: Option<&'static Operation>,
    answer: &Answer<'_>,
    out: &mut Vec<u8>,
) -> Result<Known, Refusal> {
    let length = out.len();
    let mut transcoded = Vec::new();
    let mut reason = match answer.status {
        200..=299 => match success(operation, open(answer.body), &mut transcoded, out) {
            Ok(known) => return Ok(known),
            Err(reason) => reason,
        },
        400..=599 => match refusal::read(answer.status, open(answer.body), &mut transcoded) {
            Ok(refusal) => return Err(Refusal::Service(refusal)),
            Err(reason) => reason,
        },
        _ => Reason::UnexpectedStatus,
    };
    out.truncate(length);
    if is_web_page(answer, reason) {
        reason = Reason::Html;
    }
    Err(Refusal::Unreadable(Unreadable {
        status: answer.status,
        reason,
    }))
}

/// Appends the result; gives what [`read`] gives, or what is wrong with it.
fn success<'a>(
    operation: Option<&'static Operation>,
    mut reader: Reader<'a>,
    transcoded: &'a mut Vec<u8>,
    out: &mut Vec<u8>,
) -> Result<Known, Reason> {
    if let Some(operation) = operation {
        let format = object_of(&mut reader, operation.name, "Response", transcoded);
        // A result is never much longer than what it was read from.
        out.reserve(reader.text.len());
        return canonical::write(operation.result, reader, format, out);
    }
    let start = reader.at;
    let first = reader.peek();
    if first == b'<' {
        xml::to_json(&mut reader);
        reader.fail(Reason::XmlUntabled);
    }
    json::check(&mut reader);
    if first != b'{' {
        reader.fail(Reason::NotObject);
    }
    out.extend_from_slice(reader.since(start));
    match reader.fault {
        None => Ok(Known::Fields),
        Some(reason) => Err(reason),
    }
}

/// Pages of proxies need not be well-formed, nor begin with `<html`; what they are labelled then decides.
fn is_web_page(answer: &Answer<'_>, reason: Reason) -> bool {
    let is_labelled = |label: &str| after(label.as_bytes(), "text/html").is_some();
    matches!(
        reason,
        Reason::Malformed | Reason::Truncated | Reason::WrongRoot | Reason::Dtd
    ) && answer.content_type.is_some_and(is_labelled)
}
