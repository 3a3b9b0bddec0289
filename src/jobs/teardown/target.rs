//! What to delete, and the rules that keep a slip of the pen from deleting more.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::criteria::Criteria;
use super::ids::Ids;
use super::value::{Value, members, unescaped};
use crate::error::{Error, Issue};
use crate::jobs::wait::Kind;
use crate::json;
use crate::request::{Params, Token};
use crate::response::View;
use crate::text::{cut, whole_number};

/// Which sessions to delete.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) scope: Scope,
    /// Those of [`Scope::Ids`].
    pub(super) ids: Ids,
    /// Those of [`Scope::Where`], which has some.
    criteria: Criteria,
    /// Only sessions that were created at least so many milliseconds ago.
    pub(super) older_than_ms: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Ids,
    Where,
    All,
}

impl Target {
    /// What a job that goes on from its plan needs of a target: nothing.
    pub(super) fn nothing() -> Self {
        Self {
            scope: Scope::Ids,
            ids: Ids::default(),
            criteria: Criteria::default(),
            older_than_ms: None,
        }
    }

    /// Reads `{ ids | where | all, olderThanMs? }`. Whatever is not exactly of that form is refused.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let Some(fields) = members(bytes) else {
            return Err(refused(
                "target",
                "must be an object that is not nested too deep",
            ));
        };
        let mut issues = Issues(Vec::new());
        let mut scopes = 0;
        for (name, value) in fields {
            scopes += 1;
            match name {
                b"ids" => self.read_ids(&value, &mut issues),
                b"where" => {
                    self.scope = Scope::Where;
                    self.criteria.read(&value, &mut issues);
                }
                b"all" => {
                    self.scope = Scope::All;
                    if !matches!(value.first, Token::Boolean(true)) {
                        issues.add("", "all", "must be true, or left out");
                    }
                }
                b"olderThanMs" => {
                    scopes -= 1;
                    self.older_than_ms = milliseconds(&value);
                    if self.older_than_ms.is_none() {
                        let problem = "must be a finite number above 0, or left out";
                        issues.add("", "olderThanMs", problem);
                    }
                }
                _ => {
                    scopes -= 1;
                    let problem = "is not known; a target has ids, where or all";
                    issues.add("", &unescaped(name), problem);
                }
            }
        }
        if scopes != 1 {
            issues.add("", "target", "must have exactly one of ids, where and all");
        }
        if issues.0.is_empty() {
            Ok(())
        } else {
            Err(Error::Parameters(Box::new(issues.0)))
        }
    }

    fn read_ids(&mut self, value: &Value<'_>, issues: &mut Issues) {
        if !matches!(value.first, Token::ListStart) {
            issues.add("", "ids", "must be a list of ids of sessions (tms-…)");
        }
        let mut at = 0;
        for (_, item) in value.members() {
            at += 1;
            match item.first {
                Token::Text(id) if Kind::of(id) == Some(Kind::Session) => {
                    self.ids.add(&unescaped(id));
                }
                _ => {
                    let problem = "is not the id of a session (tms-…)";
                    issues.add("ids.", &json::integer(at), problem);
                }
            }
        }
    }

    /// Refuses another region than the client's: the deletes go there.
    pub(super) fn check(&self, region_id: &str) -> Result<(), Error> {
        if self.criteria.is_in(region_id) {
            return Ok(());
        }
        let problem = "is not the client's region; make a client for each region";
        Err(refused("where.RegionId", problem))
    }

    /// The `number`-th of the List calls that find the sessions, counted from 0.
    pub(super) fn query(&self, number: usize) -> Option<Params> {
        if self.scope != Scope::Ids {
            return (number == 0).then(|| self.criteria.query());
        }
        let from = 100 * number;
        let to = self.ids.len().min(from + 100);
        (from < to).then(|| {
            let ids = (from..to).map(|at| self.ids.at(at));
            Params::new().texts("TrafficMirrorSessionIds", ids)
        })
    }

    /// Whether a listed session is one of those meant. The service has been asked for them, but it alone is not trusted:
    /// a parameter that it overlooked must not widen a deletion.
    pub(super) fn means(&self, session: &View<'_>) -> bool {
        self.criteria.hold(session)
    }
}

/// A number of JavaScript's, in decimal, as whole milliseconds, rounded up. None unless it is finite and above 0.
fn milliseconds(value: &Value<'_>) -> Option<i64> {
    let Token::Number(number) = value.first else {
        return None;
    };
    let number = unescaped(number);
    let (mantissa, exponent) = cut(&number, b'e').unwrap_or((&number, ""));
    let (whole, fraction) = cut(mantissa, b'.').unwrap_or((mantissa, "0"));
    let (whole, part) = (
        whole_number(whole.as_bytes())?,
        whole_number(fraction.as_bytes())?,
    );
    // Powers of ten are written out from 1e-6 to 1e20; what lies beyond is less than a millisecond, or more than all time.
    let milliseconds = match exponent.as_bytes().first() {
        _ if whole == 0 && part == 0 => return None,
        Some(b'-') => 1,
        Some(_) => i64::MAX,
        None => whole.saturating_add(i64::from(part > 0)),
    };
    Some(milliseconds)
}

/// What is wrong with a target.
pub(super) struct Issues(pub(super) Vec<Issue>);

impl Issues {
    /// Adds what is wrong with a parameter, named in two pieces.
    #[inline(never)]
    pub(super) fn add(&mut self, path: &str, name: &str, problem: &'static str) {
        self.0.push(Issue {
            parameter: [path, name].concat(),
            problem,
        });
    }
}

fn refused(parameter: &str, problem: &'static str) -> Error {
    Error::parameter(parameter, problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_whole_milliseconds_rounded_up() {
        for (text, expected) in [
            ("1", Some(1)),
            ("0.5", Some(1)),
            ("3600000.25", Some(3_600_001)),
            ("5e-7", Some(1)),
            ("1e+21", Some(i64::MAX)),
            ("99999999999999999999", Some(i64::MAX)),
            ("0", None),
            ("-1", None),
            ("NaN", None),
            ("Infinity", None),
            ("", None),
        ] {
            let target = ["kall\0tkolderThanMs\0n", text, "\0"].concat();
            let bytes = target.into_bytes();
            let mut target = Target::nothing();
            let result = target.read(&bytes);
            assert_eq!(target.older_than_ms, expected, "{text}");
            assert_eq!(result.is_ok(), expected.is_some(), "{text}");
        }
    }
}
