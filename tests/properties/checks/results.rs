//! What holds for every answer that is read, whatever format it came in.

use alicloud_traffic_mirror::response::{Answer, Reason, Refusal, Unreadable, View, read};
use alicloud_traffic_mirror::service::{Field, FieldShape, OPERATIONS, Operation};
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::de::from_slice;

/// The largest whole number that JavaScript holds exactly.
const MAX_SAFE: i64 = 9_007_199_254_740_991;

/// Reads `body` as the answer to every operation of the table and to one that is not in it, as success and as refusal.
pub fn check(body: &[u8]) {
    for operation in OPERATIONS {
        check_result(Some(operation), body);
    }
    check_result(None, body);
    check_refusal(body);
    let view = View::new(body);
    let _ = view.text("RequestId");
    for item in view.items("TrafficMirrorSessions") {
        let _ = item.texts("TrafficMirrorSourceIds").count();
    }
}

/// The canonical text, or nothing where the answer is refused.
pub fn canonical(operation: Option<&'static Operation>, body: &[u8]) -> Result<Vec<u8>, Reason> {
    let mut out = b"before".to_vec();
    let answer = Answer {
        status: 200,
        content_type: None,
        body,
    };
    let outcome = read(operation, &answer, &mut out);
    let written = out
        .strip_prefix(b"before")
        .expect("what was there before stays");
    match outcome {
        Ok(_) => Ok(written.to_vec()),
        Err(Refusal::Unreadable(Unreadable { status, reason })) => {
            assert_eq!(status, 200);
            assert!(
                written.is_empty(),
                "what is refused leaves nothing in the output"
            );
            assert!(!reason.as_str().is_empty());
            Err(reason)
        }
        Err(Refusal::Service(_)) => panic!("a success is no refusal of the service"),
    }
}

fn check_result(operation: Option<&'static Operation>, body: &[u8]) {
    let Ok(text) = canonical(operation, body) else {
        return;
    };
    assert!(
        from_slice::<IgnoredAny>(&text).is_ok(),
        "not JSON: {}",
        String::from_utf8_lossy(&text)
    );
    assert!(text.starts_with(b"{"));
    let Some(operation) = operation else {
        return;
    };
    assert!(text.len() <= bound(operation, body), "too long");
    // Reading a result again changes nothing. Lists that XML does not nest may make it deeper than is read.
    match canonical(Some(operation), &text) {
        Ok(again) => assert_eq!(
            again,
            text,
            "{} became {}",
            String::from_utf8_lossy(&text),
            String::from_utf8_lossy(&again)
        ),
        Err(reason) => assert_eq!(reason, Reason::TooDeep),
    }
    // serde_json refuses numbers beyond f64 and half surrogate pairs; the product passes them on where they are data.
    if let Ok(value) = from_slice::<Value>(&text) {
        check_object(operation.result, &value);
    }
}

/// Every field of the table is of the table's type, and every list is there.
fn check_object(fields: &[Field], object: &Value) {
    assert!(object.is_object(), "{object}");
    for field in fields {
        match object.get(field.name) {
            Some(value) => check_value(&field.shape, value),
            None => assert!(
                !matches!(field.shape, FieldShape::List(_)),
                "{} is absent",
                field.name
            ),
        }
    }
}

fn check_value(shape: &FieldShape, value: &Value) {
    let fits = match shape {
        FieldShape::Text(_) => value.is_string(),
        FieldShape::Integer => value
            .as_i64()
            .is_some_and(|number| (-MAX_SAFE..=MAX_SAFE).contains(&number)),
        FieldShape::Boolean => value.is_boolean(),
        FieldShape::List(item) => {
            for value in value.as_array().expect("a list is a list") {
                check_value(item, value);
            }
            true
        }
        FieldShape::Object(_, fields) => {
            check_object(fields, value);
            true
        }
    };
    assert!(fits, "{value} where {shape:?} belongs");
}

/// How long a result can be: escapes and quotes lengthen what is there, and each object gets the lists it lacks.
fn bound(operation: &Operation, body: &[u8]) -> usize {
    let objects = body
        .iter()
        .filter(|byte| matches!(byte, b'{' | b'<'))
        .count();
    6 * body.len() + (objects + 1) * (longest_default(operation.result) + 2)
}

fn longest_default(fields: &[Field]) -> usize {
    let mut here = 0;
    let mut longest = 0;
    for field in fields {
        match &field.shape {
            FieldShape::List(FieldShape::Object(_, fields)) | FieldShape::Object(_, fields) => {
                here += field.name.len() + 5 + longest_default(fields);
                longest = longest.max(longest_default(fields));
            }
            FieldShape::List(_) => here += field.name.len() + 5,
            _ => {}
        }
    }
    longest.max(here)
}

fn check_refusal(body: &[u8]) {
    let answer = Answer {
        status: 400,
        content_type: Some("text/html"),
        body,
    };
    let mut out = Vec::new();
    match read(None, &answer, &mut out) {
        Ok(_) => panic!("a status of 400 is no success"),
        Err(Refusal::Service(refusal)) => {
            assert!(!refusal.code.is_empty());
            assert_eq!(refusal.status, 400);
        }
        Err(Refusal::Unreadable(unreadable)) => assert_eq!(unreadable.status, 400),
    }
    assert!(out.is_empty());
}
