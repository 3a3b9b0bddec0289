//! Signing equals an independent implementation, for parameters by the table and for any others.

use alicloud_traffic_mirror::service::OPERATIONS;
use proptest::prelude::*;
use serde_json::Value;

use crate::checks::request_signing::is_signed;
use crate::config;
use crate::values::{any_param, params};

/// The input of the check: the way to sign, the texts, and the parameters in the flat form.
fn input(way: u8, action: &str, nonce: &str, token: &str, params: &Value) -> Vec<u8> {
    let mut input = vec![way];
    for text in [action, nonce, token] {
        input.extend_from_slice(text.as_bytes());
        input.push(0);
    }
    members(params, &mut input);
    input
}

fn members(object: &Value, out: &mut Vec<u8>) {
    for (name, value) in object.as_object().unwrap() {
        text(b'k', name, out);
        flat(value, out);
    }
}

fn flat(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.push(b'z'),
        Value::Bool(flag) => out.push(if *flag { b't' } else { b'f' }),
        Value::Number(number) => text(b'n', &number.to_string(), out),
        Value::String(value) => text(b's', value, out),
        Value::Array(items) => {
            out.push(b'[');
            for item in items {
                flat(item, out);
            }
            out.push(b']');
        }
        Value::Object(_) => {
            out.push(b'{');
            members(value, out);
            out.push(b'}');
        }
    }
}

fn text(tag: u8, text: &str, out: &mut Vec<u8>) {
    out.push(tag);
    let escaped = text.replace('\u{1}', "\u{1}1").replace('\u{0}', "\u{1}0");
    out.extend_from_slice(escaped.as_bytes());
    out.push(0);
}

/// Every way but V3 with XML, which there is not.
fn way() -> impl Strategy<Value = u8> {
    any::<u8>().prop_filter("V3 is JSON", |way| way % 3 != 2 || way & 8 == 0)
}

fn token() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[!-~]{1,80}"]
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn parameters_by_the_table_are_signed_as_another_implementation_signs_them(
        way in way(),
        (action, params) in proptest::sample::select(OPERATIONS)
            .prop_flat_map(|row| (Just(row.name), params(row.params))),
        nonce in "[!-~]{1,128}",
        token in token(),
    ) {
        // The region is part of the host's name.
        let mut params = params;
        params["RegionId"] = "cn-hangzhou".into();
        prop_assert!(is_signed(&input(way, action, &nonce, &token, &params)), "{action} {params}");
    }

    #[test]
    fn any_parameters_of_any_action_are_signed_or_refused(
        way in way(),
        params in proptest::collection::btree_map("[A-Za-z.\u{0}\u{1}é]{0,6}", any_param(), 0..8),
        nonce in "[!-~]{1,128}",
        token in token(),
    ) {
        let params = Value::from_iter(params);
        is_signed(&input(way, "DescribeRegions", &nonce, &token, &params));
    }

    #[test]
    fn what_is_cut_short_is_refused(
        action in proptest::sample::select(OPERATIONS),
        ids in proptest::collection::vec("[a-z]{1,5}", 1..4),
        cut in 1_usize..4,
    ) {
        let params = Value::from_iter([("ResourceIds", Value::from(ids))]);
        let mut whole = input(b'1', action.name, "nonce", "", &params);
        whole.truncate(whole.len() - cut);
        prop_assert!(!is_signed(&whole));
    }
}
