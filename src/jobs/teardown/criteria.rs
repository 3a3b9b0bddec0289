//! `where`: parameters of ListTrafficMirrorSessions, and what a listed session must be to be meant by them.

use alloc::string::String;
use alloc::vec::Vec;

use super::target::Issues;
use super::value::{Value, unescaped};
use crate::request::{Params, Token};
use crate::response::View;
use crate::text::integer;

/// What selects sessions.
#[derive(Debug, Default)]
pub(super) struct Criteria {
    list: Vec<Criterion>,
    /// The parameters as they were given, without those that select nothing.
    query: Params,
    /// The region that was named, if one was.
    region: Option<String>,
}

#[derive(Debug)]
struct Criterion {
    field: &'static str,
    wanted: Wanted,
    texts: Vec<String>,
}

/// What a parameter asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// The field is this.
    Text,
    Integer,
    Boolean,
    /// The field is one of a list.
    OneOf,
    /// This is in the list that the field is.
    Member,
    /// Keys of tags, each followed by its value, which is empty where any will do.
    Tags,
    /// The client's own region, or nothing is listed.
    Region,
    /// Paging, which selects nothing.
    Nothing,
}

/// The parameters, and the field of a session that each is about.
const PARAMETERS: [(&str, &str, Wanted); 13] = [
    (
        "TrafficMirrorSessionIds",
        "TrafficMirrorSessionId",
        Wanted::OneOf,
    ),
    (
        "TrafficMirrorSessionName",
        "TrafficMirrorSessionName",
        Wanted::Text,
    ),
    (
        "TrafficMirrorSourceId",
        "TrafficMirrorSourceIds",
        Wanted::Member,
    ),
    (
        "TrafficMirrorTargetId",
        "TrafficMirrorTargetId",
        Wanted::Text,
    ),
    (
        "TrafficMirrorFilterId",
        "TrafficMirrorFilterId",
        Wanted::Text,
    ),
    ("ResourceGroupId", "ResourceGroupId", Wanted::Text),
    ("VirtualNetworkId", "VirtualNetworkId", Wanted::Integer),
    ("Priority", "Priority", Wanted::Integer),
    ("Enabled", "Enabled", Wanted::Boolean),
    ("Tags", "Tags", Wanted::Tags),
    ("RegionId", "", Wanted::Region),
    ("MaxResults", "", Wanted::Nothing),
    ("NextToken", "", Wanted::Nothing),
];

impl Criteria {
    pub(super) fn read(&mut self, value: &Value<'_>, issues: &mut Issues) {
        if !matches!(value.first, Token::ObjectStart) {
            return issues.add("where", "must be an object");
        }
        let before = issues.0.len();
        for (name, value) in value.members() {
            if let Err(problem) = self.take(name, &value) {
                let path = ["where.", &unescaped(name)].concat();
                issues.add(&path, problem);
            }
        }
        if issues.0.len() == before && self.list.is_empty() {
            let problem = "selects nothing; all: true is how to say that every session is meant";
            issues.add("where", problem);
        }
    }

    fn take(&mut self, name: &[u8], value: &Value<'_>) -> Result<(), &'static str> {
        let known = PARAMETERS
            .iter()
            .find(|(known, ..)| known.as_bytes() == name);
        let Some(&(name, field, wanted)) = known else {
            return Err("is no parameter of ListTrafficMirrorSessions");
        };
        let mut texts = Vec::new();
        match wanted {
            Wanted::Region => {
                self.region = Some(value.text()?);
                return Ok(());
            }
            Wanted::Nothing => {
                return match value.first {
                    Token::Null | Token::IllFormedText | Token::Unsendable => Err("has no value"),
                    Token::Text([]) => Err("is empty"),
                    _ => Ok(()),
                };
            }
            Wanted::Text | Wanted::Member => texts.push(value.text()?),
            Wanted::Integer => {
                let (Token::Text(digits) | Token::Number(digits)) = value.first else {
                    return Err("must be a whole number");
                };
                let digits = unescaped(digits);
                // A plus would not be let through to the List.
                if digits.starts_with('+') || integer(&digits).is_none() {
                    return Err("must be a whole number");
                }
                texts.push(digits);
            }
            Wanted::Boolean => texts.push(
                match value.first {
                    Token::Boolean(true) | Token::Text(b"true") => "true",
                    Token::Boolean(false) | Token::Text(b"false") => "false",
                    _ => return Err("must be a boolean"),
                }
                .into(),
            ),
            Wanted::OneOf => {
                for (_, item) in list(value, "must be a list of ids that is not empty")? {
                    texts.push(item.text()?);
                }
            }
            Wanted::Tags => {
                for (_, item) in list(value, "must be a list of tags that is not empty")? {
                    let (key, value) = tag(&item)
                        .ok_or("must hold tags of the form { Key, Value? }, with nothing empty")?;
                    texts.push(key);
                    texts.push(value);
                }
            }
        }
        self.query.raw(name, value.whole);
        self.list.push(Criterion {
            field,
            wanted,
            texts,
        });
        Ok(())
    }

    pub(super) fn is_in(&self, region_id: &str) -> bool {
        self.region
            .as_deref()
            .is_none_or(|region| region == region_id)
    }

    pub(super) fn query(&self) -> Params {
        self.query.clone()
    }

    pub(super) fn hold(&self, session: &View<'_>) -> bool {
        self.list.iter().all(|criterion| criterion.holds(session))
    }
}

impl Criterion {
    fn holds(&self, session: &View<'_>) -> bool {
        match self.wanted {
            Wanted::Tags => self.texts.chunks_exact(2).all(|wanted| {
                session.items(self.field).any(|tag| {
                    wanted.iter().zip(["Key", "Value"]).all(|(wanted, name)| {
                        wanted.is_empty() || tag.text(name).is_some_and(|text| text == *wanted)
                    })
                })
            }),
            Wanted::Member => session
                .texts(self.field)
                .any(|text| self.texts.iter().any(|wanted| *wanted == text)),
            wanted => session.text(self.field).is_some_and(|text| {
                self.texts.iter().any(|other| {
                    *other == text || wanted == Wanted::Integer && integer(other) == integer(&text)
                })
            }),
        }
    }
}

/// The items of a list that is not empty.
fn list<'a>(
    value: &Value<'a>,
    problem: &'static str,
) -> Result<super::value::Members<'a>, &'static str> {
    if matches!(value.first, Token::ListStart) && value.members().next().is_some() {
        Ok(value.members())
    } else {
        Err(problem)
    }
}

/// `{ Key, Value? }`. An empty value is refused with the other empty strings: whether the service takes it for "any
/// value" is not documented.
fn tag(item: &Value<'_>) -> Option<(String, String)> {
    if !matches!(item.first, Token::ObjectStart) {
        return None;
    }
    let (mut key, mut value) = (String::new(), String::new());
    for (name, text) in item.members() {
        let text = text.text().ok()?;
        match name {
            b"Key" => key = text,
            b"Value" => value = text,
            _ => return None,
        }
    }
    (!key.is_empty()).then_some((key, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_of_the_list_is_known() {
        let row = crate::service::operation("ListTrafficMirrorSessions").unwrap();
        for param in row.params {
            let known = PARAMETERS.iter().any(|(name, ..)| *name == param.name);
            assert!(known, "{}", param.name);
        }
    }
}
