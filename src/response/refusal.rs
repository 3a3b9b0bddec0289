//! Answers that are no result: the service's refusals, and what cannot be read.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::reader::Reader;
use super::{View, json, object_of, redact};
use crate::service::{Class, Kind, look_up};

/// Why an answer is no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The service said no, and why.
    Service(Box<ServiceRefusal>),
    /// The answer is neither a result nor a refusal.
    Unreadable(Unreadable),
}

/// An error answer of the service, as specified in "Error responses" of the API reference. Nothing in it is a secret:
/// see [`redact`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceRefusal {
    /// The operation that was called, once the caller has said so.
    pub action: String,
    /// The HTTP status, which decides nothing.
    pub status: u16,
    /// The error code, verbatim. Never empty.
    pub code: String,
    /// The message, verbatim but for secrets; empty where the answer has none.
    pub message: String,
    /// Names the request to the vendor's support.
    pub request_id: Option<String>,
    /// The host that answered.
    pub host_id: Option<String>,
    /// The address of a diagnosis page, verbatim but for secrets.
    pub recommend: Option<String>,
    /// What the code means. An unknown code with a status of 500 or more is an outage.
    pub class: Class,
}

/// An answer that could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable {
    /// The HTTP status.
    pub status: u16,
    /// What is wrong with the answer.
    pub reason: Reason,
}

/// Why an answer could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// No body.
    Empty,
    /// A web page, probably of a proxy.
    Html,
    /// It ends too early.
    Truncated,
    /// Neither well-formed JSON nor well-formed XML.
    Malformed,
    /// Bytes that are no text.
    NotUtf8,
    /// More than [`MAX_BODY`](crate::response::MAX_BODY).
    TooLarge,
    /// Deeper than [`MAX_DEPTH`](crate::response::MAX_DEPTH).
    TooDeep,
    /// A document type declaration.
    Dtd,
    /// XML of another operation, or of something else.
    WrongRoot,
    /// JSON, but no object.
    NotObject,
    /// XML does not say what is a list; only the operation table does.
    XmlUntabled,
    /// An error status, and no `Code` in the body.
    NoCode,
    /// A status that means neither success nor error.
    UnexpectedStatus,
    /// The field of the table.
    WrongType(&'static str),
    /// The field of the table.
    IntegerTooLarge(&'static str),
    /// A List named the same next page twice, or ever new ones, so following it would never end.
    RepeatedPage,
    /// None of the documented fields: what a gateway on the way says with 200 must not pass for a deletion, or for an empty
    /// list.
    Foreign,
    /// A List shows something without saying what, so it does not show that anything is absent.
    NoId,
}

impl Reason {
    /// The reason as a sentence without a full stop, for people.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "the answer is empty",
            Self::Html => "the answer is a web page, probably of a proxy",
            Self::Truncated => "the answer ends too early",
            Self::Malformed => "the answer is not well-formed JSON or XML",
            Self::NotUtf8 => "the answer is not UTF-8",
            Self::TooLarge => "the answer is too large",
            Self::TooDeep => "the answer is nested too deeply",
            Self::Dtd => "the answer has a document type declaration, which is refused",
            Self::WrongRoot => {
                "the answer belongs to something else: its root element does not fit"
            }
            Self::NotObject => "the answer is not an object",
            Self::XmlUntabled => "only known operations can be read from XML",
            Self::NoCode => "the answer is an error without a code",
            Self::UnexpectedStatus => "the HTTP status means neither success nor error",
            Self::WrongType(_) => "a field of the answer is not of the documented type",
            Self::IntegerTooLarge(_) => "an integer in the answer is too large to be held exactly",
            Self::RepeatedPage => "the list has no end: it names a page twice, or too many",
            Self::Foreign => "the answer has none of the documented fields",
            Self::NoId => "the list has an object without an id",
        }
    }

    /// The field that is to blame, where one is.
    #[must_use]
    pub const fn field(self) -> Option<&'static str> {
        match self {
            Self::WrongType(field) | Self::IntegerTooLarge(field) => Some(field),
            _ => None,
        }
    }
}

/// Reads an error answer in either format.
pub(super) fn read<'a>(
    status: u16,
    mut reader: Reader<'a>,
    transcoded: &'a mut Vec<u8>,
) -> Result<Box<ServiceRefusal>, Reason> {
    object_of(&mut reader, "", "Error", transcoded);
    let start = reader.at;
    json::check(&mut reader);
    let root = View::new(reader.since(start));
    let redacted = |names| field(root, names).map(|text| redact(&text).into_owned());
    let code = redacted(&["Code", "code"]).unwrap_or_default();
    if code.is_empty() {
        return Err(reader.fault.unwrap_or(Reason::NoCode));
    }
    let (mut class, is_known) = look_up(&code);
    if class.kind == Kind::Other && status >= 500 && !is_known {
        class = Class {
            kind: Kind::Unavailable,
            retryable: true,
        };
    }
    Ok(Box::new(ServiceRefusal {
        action: String::new(),
        status,
        code,
        message: redacted(&["Message", "message"]).unwrap_or_default(),
        request_id: redacted(&["RequestId", "requestId"]),
        host_id: redacted(&["HostId", "hostId"]),
        recommend: redacted(&["Recommend", "recommend"]),
        class,
    }))
}

/// A field of the root, by its documented name or, failing that, with a lower-case first letter, as some gateways
/// write it.
fn field<'a>(root: View<'a>, [name, lower]: &[&str; 2]) -> Option<Cow<'a, str>> {
    root.text(name).or_else(|| root.text(lower))
}
