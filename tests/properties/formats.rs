//! The same value as JSON and as XML is read to the same result, for every operation of the table.

use alicloud_traffic_mirror::service::{Field, FieldShape, OPERATIONS};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::checks::oracle::encode;
use crate::checks::results::canonical;
use crate::checks::{emulator_front_door, json_reader, rendering};
use crate::config;
use crate::values::{result, text};

#[test]
fn results_of_every_operation_are_the_same_from_both_formats() {
    for operation in OPERATIONS {
        TestRunner::new(config(48))
            .run(&result(operation.result), |value| {
                rendering::check_both_formats(operation, &value);
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn a_result_is_the_value_that_was_sent_with_the_lists_that_it_lacks() {
    for operation in OPERATIONS {
        TestRunner::new(config(48))
            .run(&result(operation.result), |value| {
                let read = canonical(Some(operation), value.to_string().as_bytes()).unwrap();
                let read: Value = serde_json::from_slice(&read).unwrap();
                prop_assert_eq!(read, with_lists(operation.result, value));
                Ok(())
            })
            .unwrap();
    }
}

fn with_lists(fields: &[Field], mut object: Value) -> Value {
    for field in fields {
        let value = object
            .get_mut(field.name)
            .map(Value::take)
            .or(match field.shape {
                FieldShape::List(_) => Some(json!([])),
                FieldShape::Object(_, [only]) if is_list_of_objects(&only.shape) => Some(json!({})),
                _ => None,
            });
        if let Some(value) = value {
            object[field.name] = match (&field.shape, value) {
                (FieldShape::Object(_, fields), value) => with_lists(fields, value),
                (FieldShape::List(FieldShape::Object(_, fields)), Value::Array(items)) => {
                    let items = items.into_iter();
                    items.map(|item| with_lists(fields, item)).collect()
                }
                (_, value) => value,
            };
        }
    }
    object
}

fn is_list_of_objects(shape: &FieldShape) -> bool {
    matches!(shape, FieldShape::List(FieldShape::Object(..)))
}

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn what_the_emulator_writes_is_the_same_from_both_formats(
        name in text(), description in text(), key in text(), value in text(), id in text(),
    ) {
        let request = format!(
            "POST /\n\nAction=CreateTrafficMirrorFilter&TrafficMirrorFilterName=n{}\
             &TrafficMirrorFilterDescription=d{}&Tag.1.Key=k{}&Tag.1.Value={}",
            encode(name.as_bytes()), encode(description.as_bytes()),
            encode(key.as_bytes()), encode(value.as_bytes())
        );
        emulator_front_door::check(request.as_bytes());
        let request = format!(
            "GET /?Action=DeleteTrafficMirrorSession&TrafficMirrorSessionId={}",
            encode(id.as_bytes())
        );
        emulator_front_door::check(request.as_bytes());
    }

    #[test]
    fn the_verdict_on_json_is_another_parsers(
        body in "[\\[\\]{}:,\"\\\\a-u0-9.eE+\\- \u{0}-\u{20}\u{feff}]{0,24}",
        value in "\\PC{0,12}",
        cut in 0_usize..40,
    ) {
        json_reader::check(body.as_bytes());
        let text = json!({"RequestId": value, "Count": [1.5e-3, null, {"TotalCount": [body]}]}).to_string();
        json_reader::check(text.as_bytes());
        json_reader::check(&text.as_bytes()[..cut.min(text.len())]);
    }
}
