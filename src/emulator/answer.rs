//! Answers as bytes, JSON or XML, in the fields and the order of the operation table.
//!
//! What a reader has to put up with, and therefore gets here (source: API reference and its samples): `TotalCount` is
//! text; XML lists repeat the element of the list's name, an empty one is absent; an error's XML root is `Error` whatever
//! the operation, with a diagnosis address in CDATA; the XML declaration is in single quotes.

use super::digits::{filled, hexadecimal, in_digits};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use super::arrival::{Format, Request};
use super::faults::FaultKind;
use super::value::{Record, Value};
use super::{Refusal, calendar, canonical};
use crate::service::{Field, FieldShape, Operation};

/// What the host is to do with one request.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// 0 where no answer is to be sent.
    pub status: u16,
    /// Names and values, in the order in which they are to be sent.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// What the host is to do with it, where a fault says so.
    pub disposition: Disposition,
}

/// Without the body: that of a SignatureDoesNotMatch repeats the SecurityToken.
impl fmt::Debug for Reply {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("Reply");
        shown
            .field("status", &self.status)
            .field("disposition", &self.disposition);
        shown.finish_non_exhaustive()
    }
}

/// How the host delivers a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// Send it.
    Answer,
    /// Send it once so many milliseconds have passed.
    Delay(u64),
    /// Send nothing and leave the connection open until the other side gives up: the request was lost.
    DropRequest,
    /// The same, but it is the answer that was lost.
    DropResponse,
    /// Send nothing and cut the connection.
    Reset,
}

/// The answer to a call, without the fault it may yet meet.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) code: Option<String>,
    retry_after_ms: Option<u64>,
    content_type: &'static str,
    body: String,
    request_id: String,
}

pub(super) fn success(format: Format, operation: &Operation, record: &Record) -> Answer {
    let body = match format {
        Format::Json => {
            let mut out = String::new();
            json_object(&mut out, operation.result, record);
            out
        }
        Format::Xml => {
            let mut out = String::from(XML_DECLARATION);
            let root = filled("{}Response", &[operation.name]);
            element(&mut out, &root, |out| {
                xml_fields(out, operation.result, record);
            });
            out
        }
    };
    Answer {
        status: 200,
        code: None,
        retry_after_ms: None,
        content_type: content_type(format),
        body,
        request_id: record.text_or_empty("RequestId"),
    }
}

pub(super) fn refusal(request: &Request<'_>, request_id: &str, refusal: &Refusal) -> Answer {
    let host = request.host();
    let mut recommend = String::from("https://api.aliyun.com/troubleshoot?q=");
    canonical::encode_into(&mut recommend, &refusal.code);
    recommend.push_str("&product=Vpc&requestId=");
    recommend.push_str(request_id);
    let parts = [
        ("RequestId", request_id),
        ("HostId", &host),
        ("Code", &refusal.code),
        ("Message", &refusal.message),
    ];
    let mut out = String::new();
    match request.format {
        Format::Json => {
            out.push('{');
            for (name, value) in parts {
                json_text(&mut out, name);
                out.push(':');
                json_text(&mut out, value);
                out.push(',');
            }
            out.push_str("\"Recommend\":");
            json_text(&mut out, &recommend);
            out.push('}');
        }
        Format::Xml => {
            out.push_str(XML_DECLARATION);
            element(&mut out, "Error", |out| {
                for (name, value) in parts {
                    element(out, name, |out| xml_text(out, value));
                }
                // The address is percent-encoded, so that it cannot end the section.
                element(out, "Recommend", |out| {
                    out.push_str("<![CDATA[");
                    out.push_str(&recommend);
                    out.push_str("]]>");
                });
            });
        }
    }
    Answer {
        status: refusal.status,
        code: Some(refusal.code.clone().into_owned()),
        retry_after_ms: refusal.retry_after_ms,
        content_type: content_type(request.format),
        body: out,
        request_id: request_id.to_owned(),
    }
}

impl Answer {
    /// The reply, after the fault it met. `now` is the service's time, for the `Date` header.
    pub(super) fn into_reply(self, fault: Option<&FaultKind>, trace_id: &str, now: i64) -> Reply {
        let mut headers = gateway_headers(&self.request_id, trace_id, now);
        headers.push(header("Content-Type", self.content_type));
        if let Some(ms) = self.retry_after_ms {
            headers.push(header("x-acs-retry-after", &in_digits(ms)));
        }
        let mut reply = Reply {
            status: self.status,
            headers,
            body: self.body.into_bytes(),
            disposition: Disposition::Answer,
        };
        match fault {
            Some(FaultKind::DropRequest) => Reply::nothing(Disposition::DropRequest),
            Some(FaultKind::DropResponse) => Reply::nothing(Disposition::DropResponse),
            Some(FaultKind::Reset) => Reply::nothing(Disposition::Reset),
            Some(FaultKind::Empty) => {
                reply.body.clear();
                reply
            }
            Some(FaultKind::Truncate) => {
                reply.body.truncate(reply.body.len() / 2);
                reply
            }
            Some(FaultKind::Delay { ms }) => {
                reply.disposition = Disposition::Delay(*ms);
                reply
            }
            None
            | Some(FaultKind::Html502 | FaultKind::Error { .. } | FaultKind::ClockSkew { .. }) => {
                reply
            }
        }
    }
}

impl Reply {
    /// No answer at all.
    pub(super) fn nothing(disposition: Disposition) -> Self {
        Self {
            status: 0,
            headers: Vec::new(),
            body: Vec::new(),
            disposition,
        }
    }

    /// A proxy's page: nothing in it is the service's.
    pub(super) fn bad_gateway() -> Self {
        let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad \
                    Gateway</h1></center>\r\n</body>\r\n</html>\r\n";
        Self {
            status: 502,
            headers: vec![header("Content-Type", "text/html")],
            body: page.as_bytes().to_vec(),
            disposition: Disposition::Answer,
        }
    }

    /// What a browser is told that asks first. The list of headers is the one that was seen; it has none of those that V3
    /// needs, so that V3 does not work from a page (source: answers of the service's gateway that others published).
    pub(super) fn preflight(request_id: &str, trace_id: &str, now: i64) -> Self {
        let mut headers = gateway_headers(request_id, trace_id, now);
        headers.extend([
            header("Access-Control-Allow-Methods", "POST, GET, OPTIONS"),
            header(
                "Access-Control-Allow-Headers",
                "X-Requested-With, X-Sequence, _aop_secret, _aop_signature",
            ),
            header("Access-Control-Max-Age", "172800"),
        ]);
        Self {
            status: 200,
            headers,
            body: Vec::new(),
            disposition: Disposition::Answer,
        }
    }
}

fn gateway_headers(request_id: &str, trace_id: &str, now: i64) -> Vec<(String, String)> {
    vec![
        header("Date", &calendar::http_date(now)),
        header("Access-Control-Allow-Origin", "*"),
        header("Access-Control-Expose-Headers", "*"),
        header("x-acs-request-id", request_id),
        header("x-acs-trace-id", trace_id),
    ]
}

fn header(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn content_type(format: Format) -> &'static str {
    match format {
        Format::Json => "application/json;charset=utf-8",
        Format::Xml => "text/xml;charset=utf-8",
    }
}

fn json_object(out: &mut String, fields: &[Field], record: &Record) {
    out.push('{');
    let mut first = true;
    for (field, value) in record.in_order_of(fields) {
        if !first {
            out.push(',');
        }
        first = false;
        json_text(out, field.name);
        out.push(':');
        json_value(out, &field.shape, value);
    }
    out.push('}');
}

fn json_value(out: &mut String, shape: &FieldShape, value: &Value) {
    match (value, shape) {
        (Value::Text(text), _) => json_text(out, text),
        (Value::Integer(number), _) => out.push_str(&in_digits(*number)),
        (Value::Boolean(flag), _) => out.push_str(if *flag { "true" } else { "false" }),
        (Value::List(items), FieldShape::List(item)) => {
            out.push('[');
            for (at, value) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                json_value(out, item, value);
            }
            out.push(']');
        }
        (Value::Object(record), FieldShape::Object(_, fields)) => json_object(out, fields, record),
        // A list or an object that the table does not have there; a test holds the answers against the table.
        (Value::List(_) | Value::Object(_), _) => out.push_str("null"),
    }
}

/// Runs that need no escape are copied whole: nearly every text is one run.
pub(super) fn json_text(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest
        .bytes()
        .position(|byte| byte < b' ' || byte == b'"' || byte == b'\\')
    {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let mut characters = special.chars();
        match characters.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(control) => {
                out.push_str("\\u");
                out.push_str(&hexadecimal(u32::from(control).into(), 4));
            }
            None => {}
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

const XML_DECLARATION: &str = "<?xml version='1.0' encoding='UTF-8'?>";

fn xml_fields(out: &mut String, fields: &[Field], record: &Record) {
    for (field, value) in record.in_order_of(fields) {
        xml_value(out, field.name, &field.shape, value);
    }
}

fn xml_value(out: &mut String, name: &str, shape: &FieldShape, value: &Value) {
    match (value, shape) {
        (Value::Text(text), _) => element(out, name, |out| xml_text(out, text)),
        (Value::Integer(number), _) => element(out, name, |out| out.push_str(&in_digits(*number))),
        (Value::Boolean(flag), _) => element(out, name, |out| {
            out.push_str(if *flag { "true" } else { "false" });
        }),
        (Value::List(items), FieldShape::List(item)) => {
            for value in items {
                xml_value(out, name, item, value);
            }
        }
        // The one list inside an object of its own: in XML it is not (source: sample in the API reference).
        (Value::Object(record), FieldShape::Object(_, [only]))
            if matches!(only.shape, FieldShape::List(_)) =>
        {
            if let Some(items) = record.get(only.name) {
                xml_value(out, name, &only.shape, items);
            }
        }
        (Value::Object(record), FieldShape::Object(_, fields)) => {
            element(out, name, |out| xml_fields(out, fields, record));
        }
        (Value::List(_) | Value::Object(_), _) => {}
    }
}

fn element(out: &mut String, name: &str, content: impl FnOnce(&mut String)) {
    out.push('<');
    out.push_str(name);
    out.push('>');
    content(out);
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// Characters that XML 1.0 cannot hold at all, not even escaped, are left out. A carriage return is escaped, since a
/// reader would turn a bare one into a line feed.
fn xml_text(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(character),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(character),
        }
    }
}
