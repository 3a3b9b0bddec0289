//! One value as JSON and as XML. The writers here are not the emulator's.

use alicloud_traffic_mirror::service::{Field, FieldShape, Operation};
use serde_json::{Map, Value};

use super::results::canonical;

/// Writes the value in both formats; both have to be read to the same result.
pub fn check_both_formats(operation: &'static Operation, value: &Value) {
    let value = in_both(operation.result, value);
    let json = canonical(Some(operation), value.to_string().as_bytes()).expect("it is JSON");
    for wrapped in [true, false] {
        let body = xml(operation, &value, wrapped);
        let from_xml = canonical(Some(operation), body.as_bytes());
        let from_xml = from_xml.unwrap_or_else(|reason| panic!("{reason:?}: {body}"));
        assert_eq!(
            String::from_utf8_lossy(&from_xml),
            String::from_utf8_lossy(&json),
            "{body}"
        );
    }
}

/// The value as far as both formats can say it: the fields of the table alone, since the types of others do not show
/// in XML; nothing empty inside a list, since an empty element is an empty list; no character that XML cannot hold.
fn in_both(fields: &[Field], object: &Value) -> Value {
    let mut fit = Map::new();
    for field in fields {
        if let Some(value) = object
            .get(field.name)
            .and_then(|value| fitted(&field.shape, value))
        {
            fit.insert(field.name.into(), value);
        }
    }
    Value::Object(fit)
}

fn fitted(shape: &FieldShape, value: &Value) -> Option<Value> {
    match (shape, value) {
        (FieldShape::List(item), Value::Array(items)) => {
            let items = items.iter().filter_map(|value| fitted(item, value));
            let items = items.filter(|value| !is_blank(value));
            Some(Value::Array(items.collect()))
        }
        (FieldShape::Object(_, fields), Value::Object(_)) => {
            let object = in_both(fields, value);
            (!is_blank(&object)).then_some(object)
        }
        (_, Value::String(text)) => Some(
            text.chars()
                .filter(|character| is_xml(*character))
                .collect::<String>()
                .into(),
        ),
        _ => Some(value.clone()),
    }
}

/// Whether its element would be empty.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim_ascii().is_empty(),
        Value::Array(items) => items.iter().all(is_blank),
        Value::Object(members) => members
            .values()
            .all(|value| !value.is_string() && is_blank(value)),
        _ => false,
    }
}

/// XML 1.0, production 2.
fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// `wrapped`: whether a list inside an object of its own is written with the inner level, as some operations do.
fn xml(operation: &Operation, value: &Value, wrapped: bool) -> String {
    let content = members(operation.result, value, wrapped);
    format!(
        "<?xml version=\"1.0\"?>\n<{0}Response>{content}</{0}Response>",
        operation.name
    )
}

fn members(fields: &[Field], object: &Value, wrapped: bool) -> String {
    let elements = fields.iter().filter_map(|field| {
        let value = object.get(field.name)?;
        Some(elements(field.name, &field.shape, value, wrapped))
    });
    elements.collect()
}

fn elements(name: &str, shape: &FieldShape, value: &Value, wrapped: bool) -> String {
    let element = |content: String| format!("<{name}>{content}</{name}>");
    match (shape, value) {
        (FieldShape::List(item), Value::Array(items)) => {
            let items = items
                .iter()
                .map(|value| elements(name, item, value, wrapped));
            items.collect()
        }
        (FieldShape::Object(_, [only]), _)
            if !wrapped && matches!(only.shape, FieldShape::List(FieldShape::Object(..))) =>
        {
            elements(name, &only.shape, &value[only.name], wrapped)
        }
        (FieldShape::Object(_, fields), _) => element(members(fields, value, wrapped)),
        (_, Value::String(text)) => element(escaped(text)),
        _ => element(value.to_string()),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('\r', "&#13;")
}
