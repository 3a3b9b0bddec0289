//! Tags of filters and sessions.

use super::digits::filled;
use alloc::string::String;
use alloc::vec::Vec;

use super::Refusal;
use super::operations::Call;
use super::value::{Record, Value};

/// Keys and values, in the order given.
pub(super) type Tags = Vec<(String, String)>;

/// The tags that a call gives. A key given twice is refused, under a code of its own where the operation lists one (for
/// others, inferred).
pub(super) fn given(call: &Call<'_>, name: &str) -> Result<Tags, Refusal> {
    const CODE: &str = "Forbidden.TagKey.Duplicated";
    distinct(call.params, name).map_err(|key| {
        let listed = call.documents(CODE);
        twice(if listed { CODE } else { "InvalidParameter" }, name, &key)
    })
}

/// The tags under a name, or the key that is there twice.
pub(super) fn distinct(record: &Record, name: &str) -> Result<Tags, String> {
    let mut tags = Tags::new();
    for tag in record.records(name) {
        let (key, value) = (tag.text_or_empty("Key"), tag.text_or_empty("Value"));
        if tags.iter().any(|(known, _)| *known == key) {
            return Err(key);
        }
        tags.push((key, value));
    }
    Ok(tags)
}

pub(super) fn twice(code: &'static str, name: &str, key: &str) -> Refusal {
    Refusal::new(code, filled("{} has the key {} twice.", &[name, key]))
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
