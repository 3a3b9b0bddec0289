//! Parameters → checked by the table → flattened to sorted `name=value` pairs.
//!
//! What is refused here is only what can never be right: missing, of the wrong type, empty ids, a ClientToken that is
//! not ASCII or longer than 64. Limits that Alibaba Cloud may raise are the service's to judge.

use alloc::vec::Vec;

use super::params::{Params, Reader, Token, unescape};
use crate::error::Issue;
use crate::json;
use crate::service::{Form, Operation, Param, Shape};
use crate::text::{lossy, whole_number};

/// Deepest nesting of lists and objects. The API nests two deep; JavaScript stops at the same depth.
const MAX_DEPTH: usize = 8;
/// The longest ClientToken: one page states it, and the Terraform provider cuts there.
const MAX_CLIENT_TOKEN: usize = 64;
/// The largest integer that JavaScript holds exactly.
const MAX_INTEGER: i64 = 9_007_199_254_740_991;

/// Names that the signer sets; a parameter of the same name would be sent twice.
const RESERVED: &[&str] = &[
    "AccessKeyId",
    "Action",
    "Format",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

/// `name=value` pairs sorted by name, byte by byte.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    arena: Vec<u8>,
    sorted: Vec<Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The name ends where the value starts.
    start: usize,
    middle: usize,
    end: usize,
}

impl Pairs {
    /// Adds a pair. Returns whether the name is new; one that is not is left out.
    pub(super) fn add(&mut self, name: &[u8], value: &[u8]) -> bool {
        self.add_with(name, |arena| arena.extend_from_slice(value))
    }

    fn add_with(&mut self, name: &[u8], value: impl FnOnce(&mut Vec<u8>)) -> bool {
        let start = self.arena.len();
        self.arena.extend_from_slice(name);
        let middle = self.arena.len();
        value(&mut self.arena);
        let entry = Entry {
            start,
            middle,
            end: self.arena.len(),
        };
        // Names arrive nearly sorted, so the place is usually at the end or close to it.
        let at = self
            .sorted
            .iter()
            .rposition(|other| self.name(*other) <= name)
            .map_or(0, |last_before| last_before + 1);
        if at
            .checked_sub(1)
            .and_then(|before| self.sorted.get(before))
            .is_some_and(|before| self.name(*before) == name)
        {
            self.arena.truncate(start);
            return false;
        }
        self.sorted.insert(at, entry);
        true
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> + Clone {
        self.sorted.iter().map(|entry| {
            let value = self.arena.get(entry.middle..entry.end);
            (self.name(*entry), value.unwrap_or_default())
        })
    }

    pub(super) fn get(&self, name: &str) -> Option<&[u8]> {
        self.iter()
            .find(|(other, _)| *other == name.as_bytes())
            .map(|(_, value)| value)
    }

    /// Whether the parameter is there; a list may have been given in the flat form that it is sent in, `Name.1`.
    fn give(&self, param: &Param) -> bool {
        let is_list = matches!(param.shape, Shape::List { .. });
        self.iter()
            .filter_map(|(name, _)| name.strip_prefix(param.name.as_bytes()))
            .any(|rest| rest.is_empty() || is_list && rest.starts_with(b"."))
    }

    fn name(&self, entry: Entry) -> &[u8] {
        self.arena
            .get(entry.start..entry.middle)
            .unwrap_or_default()
    }
}

/// Checks the parameters against the operation's row, if it has one, and flattens them: `IngressRules.1.Action`.
/// `region_id` fills `RegionId` where the parameters leave it out.
pub(super) fn flatten(
    operation: Option<&Operation>,
    params: &Params,
    region_id: &str,
) -> Result<Pairs, Vec<Issue>> {
    let mut walk = Walk {
        reader: Reader::new(params.as_bytes()),
        // Room for what V1 adds, so that nothing is moved as it grows.
        pairs: Pairs {
            arena: Vec::with_capacity(params.as_bytes().len() + 512),
            sorted: Vec::with_capacity(24),
        },
        issues: Vec::new(),
        path: Vec::new(),
    };
    if !region_id.is_empty() && !params.has("RegionId") {
        walk.pairs.add(b"RegionId", region_id.as_bytes());
    }
    walk.object(operation.map(|row| row.params), 0);
    if walk.issues.is_empty() {
        Ok(walk.pairs)
    } else {
        Err(walk.issues)
    }
}

struct Walk<'a> {
    reader: Reader<'a>,
    pairs: Pairs,
    issues: Vec<Issue>,
    /// The flattened name of the value at hand.
    path: Vec<u8>,
}

impl Walk<'_> {
    /// Reads `name value` pairs up to the end of the object.
    fn object(&mut self, row: Option<&[Param]>, depth: usize) {
        // One bit a field; the longest row has far fewer than 64.
        let mut seen = 0u64;
        let outer = self.path.len();
        loop {
            let name = match self.reader.next() {
                Some(Token::Key(name)) => name,
                Some(Token::ObjectEnd) if depth > 0 => break,
                None if depth == 0 && self.reader.is_at_end() => break,
                _ => return self.unreadable(),
            };
            let Some(value) = self.reader.next() else {
                return self.unreadable();
            };
            if depth > 0 {
                self.path.push(b'.');
            }
            unescape(name, &mut self.path);
            let known = row.and_then(|row| {
                let at = row.iter().position(|param| param.name.as_bytes() == name)?;
                seen |= 1 << at;
                row.get(at)
            });
            if name.is_empty() {
                self.problem("has no name");
                self.reader.skip(&value);
            } else if depth == 0 && RESERVED.iter().any(|other| other.as_bytes() == name) {
                self.problem("is set by the signer");
                self.reader.skip(&value);
            } else {
                self.value(
                    value,
                    known.map(|param| (&param.shape, param.required)),
                    depth,
                );
            }
            self.path.truncate(outer);
        }
        for (at, param) in row.unwrap_or_default().iter().enumerate() {
            let is_filled = || depth == 0 && self.pairs.give(param);
            if param.required && seen >> at & 1 == 0 && !is_filled() {
                if depth > 0 {
                    self.path.push(b'.');
                }
                self.path.extend_from_slice(param.name.as_bytes());
                self.problem("is missing");
                self.path.truncate(outer);
            }
        }
    }

    /// Takes one value whose first token is `first`. `expected` is the shape the table gives it, and whether it is
    /// required; a value without one is sent as it comes.
    fn value(&mut self, first: Token<'_>, expected: Option<(&Shape, bool)>, depth: usize) {
        let shape = expected.map(|(shape, _)| shape);
        match (first, shape) {
            (Token::Text(text), None | Some(Shape::Text(_))) => self.text(text, expected),
            (Token::Number(text), None | Some(Shape::Integer { .. })) => {
                match number_problem(text, shape.is_some()) {
                    Some(problem) => self.problem(problem),
                    None => self.pair(text),
                }
            }
            // A string that reads as the documented type is the same on the wire.
            (Token::Text(text), Some(Shape::Integer { .. }))
                if number_problem(text, true).is_none() =>
            {
                self.pair(text);
            }
            (Token::Text(text @ (b"true" | b"false")), Some(Shape::Boolean { .. })) => {
                self.pair(text);
            }
            (Token::Boolean(value), None | Some(Shape::Boolean { .. })) => {
                self.pair(if value { b"true" } else { b"false" });
            }
            (Token::ListStart | Token::ObjectStart, _) if depth >= MAX_DEPTH => {
                self.problem("is nested too deep");
                self.reader.skip(&first);
            }
            (Token::ListStart, None) => self.list(None, false, depth),
            (Token::ListStart, Some(Shape::List { item, .. })) => {
                let required = expected.is_some_and(|(_, required)| required);
                self.list(Some(item), required, depth);
            }
            (Token::ObjectStart, None) => self.object(None, depth + 1),
            (Token::ObjectStart, Some(Shape::Object { fields, .. })) => {
                self.object(Some(fields), depth + 1);
            }
            (Token::Null, _) => self.problem("is null; leave it out instead"),
            (Token::IllFormedText, _) => {
                self.problem("holds half of a surrogate pair, which cannot be encoded");
            }
            (Token::Unsendable, None) => self.problem("is of a type that cannot be sent"),
            (_, shape) => {
                self.problem(match shape {
                    Some(Shape::Text(_)) => "must be a string",
                    Some(Shape::Integer { .. }) => "must be a whole number",
                    Some(Shape::Boolean { .. }) => "must be a boolean",
                    Some(Shape::List { .. }) => "must be a list",
                    Some(Shape::Object { .. }) => "must be an object",
                    None => "is of a type that cannot be sent",
                });
                self.reader.skip(&first);
            }
        }
    }

    fn text(&mut self, text: &[u8], expected: Option<(&Shape, bool)>) {
        if let Some((Shape::Text(rules), required)) = expected {
            let problem = match rules.form {
                Form::Token if text.is_empty() => Some("is empty"),
                Form::Token if !text.is_ascii() => Some("must be ASCII"),
                Form::Token if text.len() > MAX_CLIENT_TOKEN => {
                    Some("is longer than 64 characters")
                }
                form if text.is_empty() && (required || matches!(form, Form::Id(_))) => {
                    Some("is empty")
                }
                _ => None,
            };
            if let Some(problem) = problem {
                return self.problem(problem);
            }
        }
        self.pair(text);
    }

    /// Reads values up to the end of the list, numbering them from 1.
    fn list(&mut self, item: Option<&Shape>, required: bool, depth: usize) {
        let outer = self.path.len();
        let mut count = 0i64;
        loop {
            let value = match self.reader.next() {
                Some(Token::ListEnd) => break,
                Some(value) => value,
                None => return self.unreadable(),
            };
            count += 1;
            self.path.push(b'.');
            self.path.extend_from_slice(json::integer(count).as_bytes());
            self.value(value, item.map(|item| (item, true)), depth + 1);
            self.path.truncate(outer);
        }
        // An empty list sends nothing. Where it should have narrowed a List call, that would widen it to everything.
        let narrows = matches!(item, Some(Shape::Text(rules)) if matches!(rules.form, Form::Id(_)));
        if count == 0 && (required || narrows) {
            self.problem("is empty");
        }
    }

    fn pair(&mut self, value: &[u8]) {
        if !self
            .pairs
            .add_with(&self.path, |arena| unescape(value, arena))
        {
            self.problem("is given twice");
        }
    }

    /// The bytes are not of the flat form: they end too early, or hold something else.
    fn unreadable(&mut self) {
        if self.path.is_empty() {
            self.path.extend_from_slice(b"params");
        }
        self.problem("cannot be read");
    }

    fn problem(&mut self, problem: &'static str) {
        self.issues.push(Issue {
            parameter: lossy(&self.path),
            problem,
        });
    }
}

/// What is wrong with a number in decimal. The table knows whole numbers only; elsewhere fractions may be right.
fn number_problem(text: &[u8], whole: bool) -> Option<&'static str> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    if let Some(value) = whole_number(digits) {
        return (value > MAX_INTEGER).then_some("is beyond 2^53-1 and may have been rounded");
    }
    if whole {
        return Some("must be a whole number");
    }
    // What is left of JavaScript's numbers are fractions, powers of ten, NaN and the infinities.
    (!digits.iter().any(u8::is_ascii_digit)).then_some("is not a finite number")
}
