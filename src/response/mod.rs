//! Answers: JSON or XML in, one canonical JSON text or a typed refusal out.
//!
//! The canonical text is an object with the fields of the operation table, of the table's types, whatever format the
//! service answered in; the host's own JSON parser turns it into plain values. The HTTP status alone says whether an
//! answer is a success (a success may well carry a `Code`), the body alone says what format it is in.

mod arrange;
mod canonical;
pub mod json;
mod redact;
mod refusal;
mod view;
mod xml;

use alloc::boxed::Box;
use alloc::vec::Vec;

pub use redact::{PLACEHOLDER, redact};
pub use refusal::{Reason, Refusal, ServiceRefusal, Unreadable};
pub use view::View;

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
) -> Result<(), Refusal> {
    let length = out.len();
    let outcome = match answer.status {
        200..=299 => success(operation, answer.body, out),
        400..=599 => match refusal::read(answer) {
            Ok(refusal) => return Err(Refusal::Service(Box::new(refusal))),
            Err(reason) => Err(reason),
        },
        _ => Err(Reason::UnexpectedStatus),
    };
    outcome.map_err(|reason| {
        out.truncate(length);
        Refusal::Unreadable(Unreadable {
            status: answer.status,
            reason: if is_web_page(answer, reason) {
                Reason::Html
            } else {
                reason
            },
        })
    })
}

fn success(
    operation: Option<&'static Operation>,
    body: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), Reason> {
    let text = text_of(body)?;
    let Some(operation) = operation else {
        if text.starts_with('<') {
            xml::to_json(text)?;
            return Err(Reason::XmlUntabled);
        }
        json::check(text, u32::MAX)?;
        if !text.starts_with('{') {
            return Err(Reason::NotObject);
        }
        out.extend_from_slice(text.as_bytes());
        return Ok(());
    };
    let mut transcoded = Vec::new();
    let (text, format) = object_of(text, operation.name, "Response", &mut transcoded)?;
    // A result is never much longer than what it was read from.
    out.reserve(text.len());
    canonical::write(operation.result, text, format, out)
}

/// What an answer is read from. XML has become JSON by then, in which elements of one name are members of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Xml,
}

/// The object that a text is, as JSON. The root of XML is called `name` and `suffix`, and what it becomes is written to
/// `transcoded`.
fn object_of<'a>(
    text: &'a str,
    name: &str,
    suffix: &str,
    transcoded: &'a mut Vec<u8>,
) -> Result<(&'a str, Format), Reason> {
    if !text.starts_with('<') {
        if !text.starts_with('{') {
            json::check(text, u32::MAX)?;
            return Err(Reason::NotObject);
        }
        return Ok((text, Format::Json));
    }
    let (root, json) = xml::to_json(text)?;
    *transcoded = json;
    if root.strip_suffix(suffix) != Some(name) {
        return Err(Reason::WrongRoot);
    }
    let text = core::str::from_utf8(transcoded).unwrap_or_default();
    if text.starts_with('{') {
        Ok((text, Format::Xml))
    } else if json::is_blank(text) {
        Ok(("{}", Format::Xml))
    } else {
        // Characters and no elements: whatever that is, it has no fields.
        Err(Reason::NotObject)
    }
}

/// The text of a body, without a byte order mark and the white space around it.
fn text_of(body: &[u8]) -> Result<&str, Reason> {
    if body.len() > MAX_BODY {
        return Err(Reason::TooLarge);
    }
    let text = core::str::from_utf8(body).map_err(|error| match error.error_len() {
        Some(_) => Reason::NotUtf8,
        None => Reason::Truncated,
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // JSON and XML know the same four kinds of white space; the standard library would trim more.
    let is_ink = |byte: &u8| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let start = text.as_bytes().iter().position(is_ink);
    let end = text.as_bytes().iter().rposition(is_ink);
    match (start, end) {
        (Some(start), Some(end)) => text.get(start..=end).ok_or(Reason::NotUtf8),
        _ => Err(Reason::Empty),
    }
}

/// Pages of proxies need not be well-formed, nor begin with `<html`; what they are labelled then decides.
fn is_web_page(answer: &Answer<'_>, reason: Reason) -> bool {
    const HTML: &[u8] = b"text/html";
    matches!(
        reason,
        Reason::Malformed | Reason::Truncated | Reason::WrongRoot | Reason::Dtd
    ) && answer
        .content_type
        .and_then(|label| label.as_bytes().get(..HTML.len()))
        .is_some_and(|label| label.eq_ignore_ascii_case(HTML))
}
