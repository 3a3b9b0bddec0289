//! The JSON reader: its verdict is that of another parser within its documented limits; results are what `results`
//! says; and the same value as XML gives the same result.

use alicloud_traffic_mirror::response::{MAX_DEPTH, Reason, json};
use alicloud_traffic_mirror::service::OPERATIONS;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::{rendering, results};

pub fn check(body: &[u8]) {
    check_verdict(body);
    results::check(body);
    for operation in OPERATIONS {
        if let Ok(text) = results::canonical(Some(operation), body)
            && let Ok(value) = serde_json::from_slice::<Value>(&text)
        {
            rendering::check_both_formats(operation, &value);
        }
    }
}

/// [`IgnoredAny`] looks at the grammar alone: neither the size of numbers nor surrogate pairs nor depth concern it.
fn check_verdict(body: &[u8]) {
    let verdict = json::validate(body);
    let Ok(text) = std::str::from_utf8(body) else {
        assert!(verdict.is_err());
        return;
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
    let expected = is_json && depth(text) <= usize::from(MAX_DEPTH);
    assert_eq!(verdict.is_ok(), expected, "{verdict:?} of {text:?}");
    if is_json && !expected {
        assert_eq!(verdict, Err(Reason::TooDeep));
    }
}

/// How deep lists and objects nest in a valid text.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth -= 1,
            _ => {}
        }
    }
    deepest
}
