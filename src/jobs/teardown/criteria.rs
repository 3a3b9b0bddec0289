//! `where`: parameters of ListTrafficMirrorSessions, and what a listed session must be to be meant by them.

use alloc::string::String;

use super::target::Issues;
use super::value::{Members, Value, unescaped};
use crate::request::{Params, Token};
use crate::response::View;
use crate::text::{integer, whole_number};

/// What selects sessions.
#[derive(Debug, Default)]
pub(super) struct Criteria {
    /// The parameters as they were given, without those that select nothing. Sessions are compared with what stands here.
    query: Params,
    /// The region that was named, if one was.
    region: Option<String>,
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
    /// Each of the tags is among those that the field is; without a value, any will do.
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
            return issues.add("", "where", "must be an object");
        }
        let before = issues.0.len();
        for (name, value) in value.members() {
            if let Some(problem) = self.take(name, &value) {
                issues.add("where.", &unescaped(name), problem);
            }
        }
        if issues.0.len() == before && self.query.as_bytes().is_empty() {
            let problem = "selects nothing; all: true is how to say that every session is meant";
            issues.add("", "where", problem);
        }
    }

    /// Takes a parameter; gives what is wrong with it, if anything is.
    fn take(&mut self, name: &[u8], value: &Value<'_>) -> Option<&'static str> {
        let Some(&(name, _, wanted)) = parameter(name) else {
            return Some("is no parameter of ListTrafficMirrorSessions");
        };
        let problem = wanted.problem(value);
        match wanted {
            Wanted::Region => self.region = Some(value.text()),
            Wanted::Nothing => {}
            _ => self.query.raw(name, value.whole),
        }
        problem
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
        Members::of(self.query.as_bytes()).all(|(name, value)| {
            parameter(name).is_some_and(|(_, field, wanted)| wanted.is_met(&value, session, field))
        })
    }
}

fn parameter(name: &[u8]) -> Option<&'static (&'static str, &'static str, Wanted)> {
    PARAMETERS
        .iter()
        .find(|(known, ..)| known.as_bytes() == name)
}

impl Wanted {
    /// What is wrong with the value of such a parameter, if anything is.
    fn problem(self, value: &Value<'_>) -> Option<&'static str> {
        let is_list = matches!(value.first, Token::ListStart) && value.members().next().is_some();
        match (self, value.first) {
            (Self::Text | Self::Member | Self::Region, _) => value.text_problem(),
            (Self::Integer, Token::Text(digits) | Token::Number(digits)) if is_whole(digits) => {
                None
            }
            (Self::Integer, _) => Some("must be a whole number"),
            (Self::Boolean, Token::Boolean(_) | Token::Text(b"true" | b"false")) => None,
            (Self::Boolean, _) => Some("must be a boolean"),
            (Self::OneOf, _) if is_list => value.members().find_map(|(_, id)| id.text_problem()),
            (Self::OneOf, _) => Some("must be a list of ids that is not empty"),
            (Self::Tags, _) if !is_list => Some("must be a list of tags that is not empty"),
            (Self::Tags, _) if value.members().all(|(_, tag)| is_tag(&tag)) => None,
            (Self::Tags, _) => {
                Some("must hold tags of the form { Key, Value? }, with nothing empty")
            }
            (Self::Nothing, Token::Null | Token::IllFormedText | Token::Unsendable) => {
                Some("has no value")
            }
            (Self::Nothing, Token::Text([])) => Some("is empty"),
            (Self::Nothing, _) => None,
        }
    }

    /// Whether a session is what a parameter asks for, by the field that it is about.
    fn is_met(self, value: &Value<'_>, session: &View<'_>, field: &str) -> bool {
        match self {
            Self::Tags => value.members().all(|(_, tag)| {
                session.items(field).any(|shown| {
                    tag.members().all(|(name, text)| {
                        let name = if name == b"Key" { "Key" } else { "Value" };
                        shows(&shown, name, &text)
                    })
                })
            }),
            Self::Member => {
                let wanted = value.text();
                session.texts(field).any(|text| text == wanted)
            }
            Self::Integer => session
                .text(field)
                .is_some_and(|text| integer(&text) == integer(&value.text())),
            _ => value.each().any(|(_, text)| shows(session, field, &text)),
        }
    }
}

/// Whether a field of an object is this.
#[inline(never)]
fn shows(object: &View<'_>, field: &str, wanted: &Value<'_>) -> bool {
    object.text(field).is_some_and(|text| text == wanted.text())
}

/// Whether a text is an integer. A plus would not be let through to the List.
fn is_whole(digits: &[u8]) -> bool {
    whole_number(digits.strip_prefix(b"-").unwrap_or(digits)).is_some()
}

/// Whether it is `{ Key, Value? }`. An empty value is refused with the other empty strings: whether the service takes it
/// for "any value" is not documented.
fn is_tag(item: &Value<'_>) -> bool {
    let mut has_key = false;
    let mut members = item.members();
    let is_well = members.all(|(name, text)| {
        has_key |= name == b"Key";
        matches!(name, b"Key" | b"Value") && text.text_problem().is_none()
    });
    is_well && has_key
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
