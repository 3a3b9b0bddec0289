//! Tags of filters and sessions.

use super::Refusal;
use super::value::{Record, Value};

/// Keys and values, in the order given.
pub(super) type Tags = Vec<(String, String)>;

/// The tags that a create gives its object. A key given twice is refused (inferred).
pub(super) fn given(params: &Record, name: &str) -> Result<Tags, Refusal> {
    let mut tags = Tags::new();
    for tag in params.records(name) {
        let (key, value) = (tag.text_or_empty("Key"), tag.text_or_empty("Value"));
        if tags.iter().any(|(known, _)| *known == key) {
            return Err(Refusal::new(
                "InvalidParameter",
                format!("{name} has the key {key} twice."),
            ));
        }
        tags.push((key, value));
    }
    Ok(tags)
}

/// The tags that a list asks for: a key, and a value unless any will do.
pub(super) fn wanted<'a>(params: &'a Record, name: &str) -> Vec<(&'a str, Option<&'a str>)> {
    let pair = |tag: &'a Record| Some((tag.text("Key")?, tag.text("Value")));
    params.records(name).filter_map(pair).collect()
}

/// Whether all that are wanted are there. A value that was given has to be equal; an empty one, empty.
pub(super) fn carries(tags: &Tags, wanted: &[(&str, Option<&str>)]) -> bool {
    wanted.iter().all(|(key, value)| {
        tags.iter()
            .any(|(known, has)| known == key && value.is_none_or(|value| value == has))
    })
}

pub(super) fn to_value(tags: &Tags) -> Vec<Value> {
    let tag = |(key, value): &(String, String)| {
        Record::new()
            .with("Key", key.as_str())
            .with("Value", value.as_str())
            .into()
    };
    tags.iter().map(tag).collect()
}
