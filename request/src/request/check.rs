//! Parameters → checked by the table → flattened to sorted `name=value` pairs.
//!
//! What is refused here is only what can never be right: missing, of the wrong type, empty ids, a ClientToken that is
//! not ASCII or longer than 64. Limits that Alibaba Cloud may raise are the service's to judge.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::Issue;
use super::params::{Reader, Token, unescape};
use crate::decimal::integer;
use crate::service::{Form, Operation, Param, Shape};
use crate::text::{lossy, whole_number};

/// Deepest nesting of lists and objects. The API nests two deep; JavaScript stops at the same depth.
const MAX_DEPTH: usize = 8;
/// The longest ClientToken: one page states it, and the Terraform provider cuts there.
const MAX_CLIENT_TOKEN: usize = 64;
/// The largest integer that JavaScript holds exactly.
const MAX_INTEGER: i64 = 9_007_199_254_740_991;

/// The parameter that a signer's region stands for where it is left out.
pub(super) const REGION_ID: &str = "RegionId";

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
pub(super) struct Pairs {
    arena: Vec<u8>,
    sorted: Vec<Entry>,
    /// The flattened name of the value at hand.
    path: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The value ends where the name starts.
    start: usize,
    middle: usize,
    end: usize,
}

impl Pairs {
    pub(super) const fn new() -> Self {
        Self {
            arena: Vec::new(),
            sorted: Vec::new(),
            path: Vec::new(),
        }
    }

    /// Adds the value that stands at the end of the arena, from `start` on, under the name at hand. Returns whether the
    /// name is new; a value whose name is not is left out.
    fn add(&mut self, start: usize) -> bool {
        let middle = self.arena.len();
        self.arena.extend_from_slice(&self.path);
        let entry = Entry {
            start,
            middle,
            end: self.arena.len(),
        };
        // Names arrive nearly sorted, so the place is usually at the end or close to it.
        let mut at = self.sorted.len();
        while let Some((name, _)) = at.checked_sub(1).and_then(|before| self.at(before)) {
            match name.cmp(&self.path) {
                Ordering::Less => break,
                Ordering::Equal => return false,
                Ordering::Greater => at -= 1,
            }
        }
        self.sorted.insert(at, entry);
        true
    }

    pub(super) fn get(&self, name: &[u8]) -> Option<&[u8]> {
        let mut pairs = self.iter();
        pairs
            .find(|(other, _)| *other == name)
            .map(|(_, value)| value)
    }

    /// Adds a pair whose name no parameter has.
    pub(super) fn put(&mut self, name: &[u8], value: &[u8]) {
        let start = self.arena.len();
        self.arena.extend_from_slice(value);
        self.path.clear();
        self.path.extend_from_slice(name);
        self.add(start);
        self.path.clear();
    }

    /// Names and values, sorted.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        (0..self.sorted.len()).filter_map(|at| self.at(at))
    }

    pub(super) fn wipe(&mut self) {
        self.arena.fill(0);
    }

    /// Whether the parameter is there; a list may have been given in the flat form that it is sent in, `Name.1`.
    fn give(&self, param: &Param) -> bool {
        let is_list = matches!(param.shape, Shape::List { .. });
        self.iter()
            .filter_map(|(name, _)| name.strip_prefix(param.name.as_bytes()))
            .any(|rest| rest.is_empty() || is_list && rest.starts_with(b"."))
    }

    /// Name and value of a pair.
    fn at(&self, at: usize) -> Option<(&[u8], &[u8])> {
        let &Entry { start, middle, end } = self.sorted.get(at)?;
        Some((self.arena.get(middle..end)?, self.arena.get(start..middle)?))
    }
}

/// Checks the parameters against the operation's row, if it has one, and flattens them: `IngressRules.1.Action`. Gives
/// whether they name a region. One may be left out if `has_region`.
pub(super) fn flatten(
    operation: Option<&Operation>,
    params: &[u8],
    has_region: bool,
    pairs: &mut Pairs,
    issues: &mut Vec<Issue>,
) -> bool {
    pairs.arena.clear();
    pairs.sorted.clear();
    pairs.path.clear();
    let row = operation.map_or(&[][..], |row| row.params);
    let mut walk = Walk {
        reader: Reader::new(params),
        pairs,
        issues,
        has_region,
        names_region: false,
    };
    if let Some(seen) = walk.members(row, 0) {
        walk.missing(row, seen, 0);
    }
    walk.names_region
}

/// Whether this asks for a dry run.
fn asks_dry_run(name: &[u8], value: &Token<'_>) -> bool {
    name == b"DryRun"
        && match value {
            Token::Boolean(value) => *value,
            Token::Text(text) => text.eq_ignore_ascii_case(b"true"),
            _ => false,
        }
}

struct Walk<'a> {
    reader: Reader<'a>,
    pairs: &'a mut Pairs,
    issues: &'a mut Vec<Issue>,
    has_region: bool,
    names_region: bool,
}

impl Walk<'_> {
    /// Reads `name value` pairs up to the end of the object. Gives a bit for each field of the row that was there; the
    /// longest row has far fewer than 32.
    fn members(&mut self, row: &[Param], depth: usize) -> Option<u32> {
        let mut seen = 0u32;
        let outer = self.pairs.path.len();
        loop {
            let name = match self.reader.next() {
                Some(Token::Key(name)) => name,
                Some(Token::ObjectEnd) if depth > 0 => return Some(seen),
                None if depth == 0 && self.reader.is_at_end() => return Some(seen),
                _ => {
                    self.unreadable();
                    return None;
                }
            };
            let Some(value) = self.reader.next() else {
                self.unreadable();
                return None;
            };
            self.name(name, depth);
            let at = row
                .iter()
                .position(|param| param.name.as_bytes() == name)
                .unwrap_or(row.len());
            let known = row.get(at);
            seen |= 1 << at;
            self.names_region |= depth == 0 && name == REGION_ID.as_bytes();
            let is_reserved =
                || depth == 0 && RESERVED.iter().any(|other| other.as_bytes() == name);
            let problem = if name.is_empty() {
                Some("has no name")
            } else if depth == 0 && known.is_none() && !row.is_empty() && asks_dry_run(name, &value)
            {
                Some("is not known to this operation, which would be carried out")
            } else {
                is_reserved().then_some("is set by the signer")
            };
            if let Some(problem) = problem {
                self.problem(problem);
                self.reader.skip_value(&value);
            } else {
                self.value(
                    value,
                    known.map(|param| (&param.shape, param.required)),
                    depth,
                );
            }
            self.pairs.path.truncate(outer);
        }
    }

    /// Names the fields that the row requires and that were not there.
    fn missing(&mut self, row: &[Param], seen: u32, depth: usize) {
        let outer = self.pairs.path.len();
        for (at, param) in row.iter().enumerate() {
            let is_filled = || {
                depth == 0 && (self.has_region && param.name == REGION_ID || self.pairs.give(param))
            };
            if param.required && seen >> at & 1 == 0 && !is_filled() {
                self.name(param.name.as_bytes(), depth);
                self.problem("is missing");
                self.pairs.path.truncate(outer);
            }
        }
    }

    fn object(&mut self, row: &[Param], depth: usize) {
        if let Some(seen) = self.members(row, depth) {
            self.missing(row, seen, depth);
        }
    }

    /// Appends a name to the path.
    fn name(&mut self, name: &[u8], depth: usize) {
        if depth > 0 {
            self.pairs.path.push(b'.');
        }
        unescape(name, &mut self.pairs.path);
    }

    /// Takes one value whose first token is `first`. `expected` is the shape the table gives it, and whether it is
    /// required; a value without one is sent as it comes.
    fn value(&mut self, first: Token<'_>, expected: Option<(&Shape, bool)>, depth: usize) {
        let (shape, required) = match expected {
            Some((shape, required)) => (Some(shape), required),
            None => (None, false),
        };
        let problem = match (first, shape) {
            (Token::ListStart | Token::ObjectStart, _) if depth >= MAX_DEPTH => {
                Some("is nested too deep")
            }
            (Token::ListStart, None) => return self.list(None, false, depth),
            (Token::ListStart, Some(Shape::List { item, .. })) => {
                return self.list(Some(item), required, depth);
            }
            (Token::ObjectStart, None) => return self.object(&[], depth + 1),
            (Token::ObjectStart, Some(Shape::Object { fields, .. })) => {
                return self.object(fields, depth + 1);
            }
            (Token::Text(text), Some(Shape::Text(rules))) => {
                text_problem(text, rules.form, required)
            }
            (Token::Number(text), None | Some(Shape::Integer { .. })) => {
                number_problem(text, shape.is_some())
            }
            // A string that reads as the documented type is the same on the wire.
            (Token::Text(text), Some(Shape::Integer { .. })) => {
                number_problem(text, true).map(|_| NOT_WHOLE)
            }
            (Token::Text(_), None)
            | (Token::Text(b"true" | b"false"), Some(Shape::Boolean { .. }))
            | (Token::Boolean(_), None | Some(Shape::Boolean { .. })) => None,
            (Token::Null, _) => Some("is null; leave it out instead"),
            (Token::IllFormedText, _) => {
                Some("holds half of a surrogate pair, which cannot be encoded")
            }
            (_, shape) => Some(match shape {
                Some(Shape::Text(_)) => "must be a string",
                Some(Shape::Integer { .. }) => NOT_WHOLE,
                Some(Shape::Boolean { .. }) => "must be a boolean",
                Some(Shape::List { .. }) => "must be a list",
                Some(Shape::Object { .. }) => "must be an object",
                None => "is of a type that cannot be sent",
            }),
        };
        if let Some(problem) = problem {
            self.problem(problem);
            return self.reader.skip_value(&first);
        }
        self.pair(match first {
            Token::Text(text) | Token::Number(text) => text,
            Token::Boolean(true) => b"true",
            _ => b"false",
        });
    }

    /// Reads values up to the end of the list, numbering them from 1.
    fn list(&mut self, item: Option<&Shape>, required: bool, depth: usize) {
        let outer = self.pairs.path.len();
        let mut count = 0i64;
        loop {
            let value = match self.reader.next() {
                Some(Token::ListEnd) => break,
                Some(value) => value,
                None => return self.unreadable(),
            };
            count += 1;
            self.pairs.path.push(b'.');
            self.pairs.path.extend_from_slice(integer(count).as_bytes());
            self.value(value, item.map(|item| (item, true)), depth + 1);
            self.pairs.path.truncate(outer);
        }
        // An empty list sends nothing. Where it should have narrowed a List call, that would widen it to everything.
        let narrows = matches!(item, Some(Shape::Text(rules)) if matches!(rules.form, Form::Id(_)));
        if count == 0 && (required || narrows) {
            self.problem("is empty");
        }
    }

    fn pair(&mut self, value: &[u8]) {
        let start = self.pairs.arena.len();
        unescape(value, &mut self.pairs.arena);
        if !self.pairs.add(start) {
            self.problem("is given twice");
        }
    }

    /// The bytes are not of the flat form: they end too early, or hold something else.
    fn unreadable(&mut self) {
        if self.pairs.path.is_empty() {
            self.pairs.path.extend_from_slice(b"params");
        }
        self.problem("cannot be read");
    }

    fn problem(&mut self, problem: &'static str) {
        self.issues.push(Issue {
            parameter: lossy(&self.pairs.path),
            problem,
        });
    }
}

const NOT_WHOLE: &str = "must be a whole number";

/// What is wrong with a text.
fn text_problem(text: &[u8], form: Form, required: bool) -> Option<&'static str> {
    let is_token = matches!(form, Form::Token);
    if text.is_empty() {
        return (required || is_token || matches!(form, Form::Id(_))).then_some("is empty");
    }
    // A byte at a time: the standard library's way is for long texts, and longer itself.
    if is_token && !text.iter().all(u8::is_ascii) {
        return Some("must be ASCII");
    }
    (is_token && text.len() > MAX_CLIENT_TOKEN).then_some("is longer than 64 characters")
}

/// What is wrong with a number in decimal. The table knows whole numbers only; elsewhere fractions may be right.
fn number_problem(text: &[u8], whole: bool) -> Option<&'static str> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    if let Some(value) = whole_number(digits) {
        return (value > MAX_INTEGER).then_some("is beyond 2^53-1 and may have been rounded");
    }
    if whole {
        return Some(NOT_WHOLE);
    }
    // What is left of JavaScript's numbers are fractions, powers of ten, NaN and the infinities.
    (!digits.iter().any(u8::is_ascii_digit)).then_some("is not a finite number")
}
