//! Generated values: parameters by the table and without one, results by the table.

use alicloud_traffic_mirror::service::{Field, FieldShape, Form, Param, Shape};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value};

/// The largest whole number that JavaScript holds exactly.
pub const MAX_SAFE: i64 = 9_007_199_254_740_991;

/// Any text, and often one that encoders get wrong.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ *~+/=(!'&%.;:#?,a-c\u{0}-\u{1f}镜\u{1f600}\u{fffe}]{0,12}",
        any::<String>(),
    ]
}

/// A value of any parameter, in JSON.
pub fn any_param() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        text().prop_map(Value::from),
        (-MAX_SAFE..=MAX_SAFE).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..12).prop_map(Value::from),
            proptest::collection::btree_map("[A-Za-z.\u{0}\u{1}é]{1,6}", inner, 0..4)
                .prop_map(Value::from_iter),
        ]
    })
}

/// Parameters that an operation of the table takes: the required ones and some of the others.
pub fn params(row: &'static [Param]) -> BoxedStrategy<Value> {
    let members: Vec<_> = row
        .iter()
        .map(|param| {
            let value = param_value(&param.shape);
            let value = if param.required {
                value.prop_map(Some).boxed()
            } else {
                proptest::option::weighted(0.4, value).boxed()
            };
            value.prop_map(move |value| (param.name.to_owned(), value))
        })
        .collect();
    members.prop_map(present).boxed()
}

fn param_value(shape: &'static Shape) -> BoxedStrategy<Value> {
    match shape {
        Shape::Text(rules) if rules.form == Form::Token => {
            "[!-~]{1,64}".prop_map(Value::from).boxed()
        }
        Shape::Text(rules) => match rules.one_of {
            [] => text()
                .prop_map(|text| Value::from(format!("x{text}")))
                .boxed(),
            words => proptest::sample::select(words)
                .prop_map(Value::from)
                .boxed(),
        },
        Shape::Integer { min, max, .. } => {
            let (min, max) = ((*min).max(-MAX_SAFE), (*max).min(MAX_SAFE));
            (min..=max).prop_map(Value::from).boxed()
        }
        Shape::Boolean { .. } => any::<bool>().prop_map(Value::from).boxed(),
        Shape::List { item, .. } => vec(param_value(item), 1..12).prop_map(Value::from).boxed(),
        Shape::Object { fields, .. } => params(fields),
    }
}

/// A result of an operation, some fields of which are absent.
pub fn result(fields: &'static [Field]) -> BoxedStrategy<Value> {
    let members: Vec<_> = fields
        .iter()
        .map(|field| {
            proptest::option::weighted(0.7, field_value(&field.shape))
                .prop_map(move |value| (field.name.to_owned(), value))
        })
        .collect();
    members.prop_map(present).boxed()
}

fn field_value(shape: &'static FieldShape) -> BoxedStrategy<Value> {
    match shape {
        FieldShape::Text(_) => text().prop_map(Value::from).boxed(),
        FieldShape::Integer => (-MAX_SAFE..=MAX_SAFE).prop_map(Value::from).boxed(),
        FieldShape::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        FieldShape::List(item) => vec(field_value(item), 0..4).prop_map(Value::from).boxed(),
        FieldShape::Object(_, fields) => result(fields),
    }
}

fn present(members: Vec<(String, Option<Value>)>) -> Value {
    let members = members
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    Value::Object(members.collect::<Map<_, _>>())
}
