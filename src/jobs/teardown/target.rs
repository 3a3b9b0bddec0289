//! What to delete, and the rules that keep a slip of the pen from deleting more.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::names::Names;
use super::value::Value;
use crate::error::{Error, Issue};
use crate::json;
use crate::request::Params;
use crate::response::View;
use crate::text::integer;

/// Which sessions to delete.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) scope: Scope,
    /// Only sessions that were created at least so many milliseconds ago.
    pub(super) older_than_ms: Option<i64>,
}

#[derive(Debug)]
pub(super) enum Scope {
    /// Each once, in the order given.
    Ids(Vec<String>),
    /// Never empty.
    Where(Vec<Criterion>),
    All,
}

/// One parameter of ListTrafficMirrorSessions, and what a listed session must be to be meant by it.
#[derive(Debug)]
pub(super) struct Criterion {
    name: String,
    wanted: Wanted,
}

#[derive(Debug)]
enum Wanted {
    Text(String),
    Integer(i64),
    Boolean(bool),
    OneOf(Vec<String>),
    /// Keys, and values where they matter.
    Tags(Vec<(String, Option<String>)>),
    /// The client's own region, or nothing is listed.
    Region(String),
    /// Paging, which selects nothing.
    Nothing,
}

impl Target {
    /// Reads `{ ids | where | all, olderThanMs? }`. Whatever is not exactly of that form is refused.
    pub(super) fn read(target: &Params) -> Result<Self, Error> {
        let mut issues = Vec::new();
        let (mut scopes, mut older_than_ms) = (Vec::new(), None);
        let Value::Object(fields) = Value::of(target) else {
            return Err(refused("target", "must be an object"));
        };
        for (name, value) in fields {
            match name.as_str() {
                "ids" => scopes.push(read_ids(value, &mut issues)),
                "where" => scopes.push(read_where(value, &mut issues)),
                "all" => {
                    if !matches!(value, Value::Boolean(true)) {
                        issues.push(issue("all", "must be true, or left out"));
                    }
                    scopes.push(Scope::All);
                }
                "olderThanMs" => {
                    older_than_ms = value.milliseconds();
                    if older_than_ms.is_none() {
                        issues.push(issue(
                            "olderThanMs",
                            "must be a finite number above 0, or left out",
                        ));
                    }
                }
                _ => issues.push(issue(&name, "is not known; a target has ids, where or all")),
            }
        }
        let (Some(scope), true) = (scopes.pop(), scopes.is_empty()) else {
            issues.push(issue(
                "target",
                "must have exactly one of ids, where and all",
            ));
            return Err(Error::Parameters(Box::new(issues)));
        };
        if issues.is_empty() {
            Ok(Self {
                scope,
                older_than_ms,
            })
        } else {
            Err(Error::Parameters(Box::new(issues)))
        }
    }

    /// The List calls that find the sessions. `region_id` is the client's: the deletes go there.
    pub(super) fn queries(&self, region_id: &str) -> Result<Vec<Params>, Error> {
        Ok(match &self.scope {
            Scope::Ids(ids) => ids
                .chunks(100)
                .map(|ids| {
                    let ids = ids.iter().map(String::as_str);
                    Params::new().texts("TrafficMirrorSessionIds", ids)
                })
                .collect(),
            Scope::All => vec![Params::new()],
            Scope::Where(criteria) => {
                let mut params = Params::new();
                for Criterion { name, wanted } in criteria {
                    params = match wanted {
                        Wanted::Text(text) => params.text(name, text),
                        Wanted::Integer(number) => params.integer(name, *number),
                        Wanted::Boolean(value) => params.boolean(name, *value),
                        Wanted::OneOf(ids) => params.texts(name, ids.iter().map(String::as_str)),
                        Wanted::Tags(tags) => params.objects(name, tags.iter().map(tag)),
                        Wanted::Region(region) if region != region_id => {
                            return Err(refused(
                                "where.RegionId",
                                "is not the client's region; make a client for each region",
                            ));
                        }
                        Wanted::Region(_) | Wanted::Nothing => params,
                    };
                }
                vec![params]
            }
        })
    }

    /// Whether a listed session is one of those meant. The service has been asked for them, but it alone is not trusted:
    /// a parameter that it overlooked must not widen a deletion.
    pub(super) fn means(&self, session: &View<'_>) -> bool {
        match &self.scope {
            Scope::Where(criteria) => criteria.iter().all(|criterion| criterion.holds(session)),
            Scope::Ids(_) | Scope::All => true,
        }
    }
}

impl Criterion {
    fn holds(&self, session: &View<'_>) -> bool {
        let name = match self.name.as_str() {
            "TrafficMirrorSessionIds" => "TrafficMirrorSessionId",
            name => name,
        };
        let field = session.text(name);
        match &self.wanted {
            Wanted::Text(wanted) if name == "TrafficMirrorSourceId" => session
                .texts("TrafficMirrorSourceIds")
                .any(|source| source == *wanted),
            Wanted::Text(wanted) => field.is_some_and(|field| field == *wanted),
            Wanted::Integer(wanted) => field.and_then(|field| integer(&field)) == Some(*wanted),
            Wanted::Boolean(wanted) => {
                field.as_deref() == Some(if *wanted { "true" } else { "false" })
            }
            Wanted::OneOf(ids) => field.is_some_and(|field| ids.iter().any(|id| *id == field)),
            Wanted::Tags(wanted) => wanted.iter().all(|(key, value)| {
                session.items("Tags").any(|tag| {
                    let is = |name, wanted: &str| tag.text(name).is_some_and(|text| text == wanted);
                    is("Key", key) && value.as_deref().is_none_or(|value| is("Value", value))
                })
            }),
            Wanted::Region(_) | Wanted::Nothing => true,
        }
    }
}

fn read_ids(value: Value, issues: &mut Vec<Issue>) -> Scope {
    let mut ids: Vec<String> = Vec::new();
    let Value::List(items) = value else {
        issues.push(issue("ids", "must be a list of ids of sessions (tms-…)"));
        return Scope::Ids(ids);
    };
    for (at, item) in items.into_iter().enumerate() {
        match item {
            Value::Text(id) if id.len() > 4 && id.starts_with("tms-") => ids.push(id),
            _ => issues.push(issue(
                &numbered("ids", at),
                "is not the id of a session (tms-…)",
            )),
        }
    }
    let names = Names::new(ids.iter().map(String::as_str).collect());
    let mut once = Vec::with_capacity(ids.len());
    for (at, id) in ids.iter().enumerate() {
        if names.find(id) == Some(at) {
            once.push(id.clone());
        }
    }
    Scope::Ids(once)
}

fn read_where(value: Value, issues: &mut Vec<Issue>) -> Scope {
    let Value::Object(fields) = value else {
        issues.push(issue("where", "must be an object"));
        return Scope::Where(Vec::new());
    };
    let mut criteria = Vec::new();
    for (name, value) in fields {
        let path = ["where.", &name].concat();
        match wanted(&name, value) {
            Ok(wanted) => criteria.push(Criterion { name, wanted }),
            Err(problem) => issues.push(issue(&path, problem)),
        }
    }
    let selects =
        |criterion: &Criterion| !matches!(criterion.wanted, Wanted::Region(_) | Wanted::Nothing);
    if issues.is_empty() && !criteria.iter().any(selects) {
        issues.push(issue(
            "where",
            "selects nothing; all: true is how to say that every session is meant",
        ));
    }
    Scope::Where(criteria)
}

/// What a parameter of ListTrafficMirrorSessions asks for.
fn wanted(name: &str, value: Value) -> Result<Wanted, &'static str> {
    Ok(match name {
        "TrafficMirrorSessionIds" => match value {
            Value::List(items) if !items.is_empty() => {
                Wanted::OneOf(items.into_iter().map(text).collect::<Result<_, _>>()?)
            }
            _ => return Err("must be a list of ids that is not empty"),
        },
        "TrafficMirrorSessionName"
        | "TrafficMirrorSourceId"
        | "TrafficMirrorTargetId"
        | "TrafficMirrorFilterId"
        | "ResourceGroupId" => Wanted::Text(text(value)?),
        "VirtualNetworkId" | "Priority" => match value {
            Value::Text(digits) | Value::Number(digits) => {
                Wanted::Integer(integer(&digits).ok_or("must be a whole number")?)
            }
            _ => return Err("must be a whole number"),
        },
        "Enabled" => match value {
            Value::Boolean(value) => Wanted::Boolean(value),
            Value::Text(text) if text == "true" => Wanted::Boolean(true),
            Value::Text(text) if text == "false" => Wanted::Boolean(false),
            _ => return Err("must be a boolean"),
        },
        "Tags" => match value {
            Value::List(items) if !items.is_empty() => {
                Wanted::Tags(items.into_iter().map(read_tag).collect::<Result<_, _>>()?)
            }
            _ => return Err("must be a list of tags that is not empty"),
        },
        "RegionId" => Wanted::Region(text(value)?),
        "MaxResults" | "NextToken" => match value {
            Value::Unusable => return Err("has no value"),
            Value::Text(text) if text.is_empty() => return Err("is empty"),
            _ => Wanted::Nothing,
        },
        _ => return Err("is no parameter of ListTrafficMirrorSessions"),
    })
}

fn text(value: Value) -> Result<String, &'static str> {
    match value {
        Value::Text(text) if !text.is_empty() => Ok(text),
        Value::Text(_) => Err("is empty"),
        _ => Err("must be a string"),
    }
}

/// `{ Key, Value? }`. An empty value is refused with the other empty strings: whether the service takes it for "any
/// value" is not documented.
fn read_tag(value: Value) -> Result<(String, Option<String>), &'static str> {
    const FORM: &str = "must hold tags of the form { Key, Value? }, with nothing empty";
    let Value::Object(fields) = value else {
        return Err(FORM);
    };
    let (mut key, mut tag_value) = (None, None);
    for (name, value) in fields {
        let text = text(value).map_err(|_| FORM)?;
        match name.as_str() {
            "Key" => key = Some(text),
            "Value" => tag_value = Some(text),
            _ => return Err(FORM),
        }
    }
    Ok((key.ok_or(FORM)?, tag_value))
}

fn tag((key, value): &(String, Option<String>)) -> Params {
    let params = Params::new().text("Key", key);
    match value {
        Some(value) => params.text("Value", value),
        None => params,
    }
}

fn numbered(name: &str, at: usize) -> String {
    let number = i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1);
    [name, ".", &json::integer(number)].concat()
}

fn issue(parameter: &str, problem: &'static str) -> Issue {
    Issue {
        parameter: parameter.into(),
        problem,
    }
}

fn refused(parameter: &str, problem: &'static str) -> Error {
    Error::parameter(parameter, problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_of_the_list_is_known_to_where() {
        let row = crate::service::operation("ListTrafficMirrorSessions").unwrap();
        for param in row.params {
            let problem = wanted(param.name, Value::Text("1".into())).err();
            assert_ne!(
                problem,
                Some("is no parameter of ListTrafficMirrorSessions"),
                "{}",
                param.name
            );
        }
    }
}
