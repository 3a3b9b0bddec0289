//! Parameters judged by the operation table: what each row says of a parameter is checked here, once for all rows.

mod codes;

use super::digits::{filled, in_digits};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::{Ipv4Addr, Ipv6Addr};

use super::Refusal;
use super::arrival::holds;
use super::fields::SAFE;
use super::rules::ALL_PORTS;
use super::table::Table;
use super::value::{Record, Value};
use crate::service::{Form, Operation, Param, Shape, Text};
use codes::{Problem, code};

/// The parameters of the operation, typed, with the documented defaults filled in. Names that the row does not have
/// are passed over, as the service does with those of its SDKs that it no longer documents (`OwnerId` and the like).
///
/// An empty value of an identifier or token counts as not given: SDKs send `NextToken=` for the first page.
pub(super) fn parameters(
    operation: &'static Operation,
    raw: &Table<String>,
) -> Result<Record, Refusal> {
    Reader { operation, raw }.record("", operation.params)
}

struct Reader<'a> {
    operation: &'static Operation,
    raw: &'a Table<String>,
}

impl Reader<'_> {
    fn record(&self, prefix: &str, params: &'static [Param]) -> Result<Record, Refusal> {
        let mut record = Record::new();
        for param in params {
            let path = filled("{}{}", &[prefix, param.name]);
            match self.value(&path, &param.shape)? {
                Some(value) => record = record.with(param.name, value),
                None if param.required => return Err(self.missing(&path)),
                None => {}
            }
        }
        Ok(record)
    }

    fn value(&self, path: &str, shape: &'static Shape) -> Result<Option<Value>, Refusal> {
        match shape {
            Shape::List { item, max_items } => self.list(path, item, *max_items),
            Shape::Object { fields, .. } => {
                let prefix = filled("{}.", &[path]);
                let given = self.raw.names_under(&prefix).next().is_some();
                given
                    .then(|| self.record(&prefix, fields))
                    .transpose()
                    .map(|record| record.map(Value::Object))
            }
            Shape::Text(rules) => self.text(path, rules),
            Shape::Integer { min, max, default } => {
                let Some(raw) = self.raw.get(path).filter(|raw| !raw.is_empty()) else {
                    return Ok(default.map(Value::Integer));
                };
                let number =
                    decimal(raw).ok_or_else(|| self.refuse(path, "is not a whole number"))?;
                match number_problem(number, *min, *max) {
                    Some(problem) => Err(self.refuse(path, &problem)),
                    None => Ok(Some(Value::Integer(number))),
                }
            }
            Shape::Boolean { default } => match self.raw.get(path).filter(|raw| !raw.is_empty()) {
                None => Ok(default.map(Value::Boolean)),
                // Seen in clients: `True`.
                Some(raw) if raw.eq_ignore_ascii_case("true") => Ok(Some(Value::Boolean(true))),
                Some(raw) if raw.eq_ignore_ascii_case("false") => Ok(Some(Value::Boolean(false))),
                Some(_) => Err(self.refuse(path, "is neither true nor false")),
            },
        }
    }

    /// `Name.1`, `Name.2` and so on, or `Name.1.Field`: from 1, without holes.
    fn list(
        &self,
        path: &str,
        item: &'static Shape,
        max_items: u16,
    ) -> Result<Option<Value>, Refusal> {
        let prefix = filled("{}.", &[path]);
        // In the order of the names, those of one number stand together.
        let (mut last, mut largest, mut count) = (0, 0, 0_u32);
        for name in self.raw.names_under(&prefix) {
            let rest = name.get(prefix.len()..).unwrap_or_default();
            let number = rest.split('.').next().unwrap_or_default();
            let number = plain(number).filter(|number| *number > 0);
            let number = number.ok_or_else(|| self.refuse(path, "is numbered from 1 on"))?;
            count += u32::from(number != last);
            largest = largest.max(number);
            last = number;
        }
        if count == 0 {
            return Ok(None);
        }
        if max_items > 0 && count > u32::from(max_items) {
            return Err(self.refuse_as(
                Problem::TooMany,
                path,
                &filled("may have at most {} items", &[&in_digits(max_items)]),
            ));
        }
        if count != largest {
            return Err(self.refuse(path, "is numbered with a hole"));
        }
        let mut items = Vec::new();
        for number in 1..=count {
            let path = filled("{}{}", &[&*prefix, &in_digits(number)]);
            items.push(
                self.value(&path, item)?
                    .ok_or_else(|| self.refuse(&path, "is empty"))?,
            );
        }
        Ok(Some(Value::List(items)))
    }

    fn text(&self, path: &str, rules: &Text) -> Result<Option<Value>, Refusal> {
        let Some(raw) = self.raw.get(path) else {
            return Ok(None);
        };
        if raw.is_empty() && rules.form != Form::Any {
            return Ok(None);
        }
        match text_problem(raw, rules) {
            Some(problem) => Err(self.refuse(path, &problem)),
            None => Ok(Some(Value::Text(raw.clone()))),
        }
    }

    fn refuse(&self, path: &str, problem: &str) -> Refusal {
        wrong(self.operation, path, problem)
    }

    fn refuse_as(&self, kind: Problem, path: &str, problem: &str) -> Refusal {
        refusal(self.operation, kind, path, problem)
    }

    fn missing(&self, path: &str) -> Refusal {
        let mut refusal = Refusal::missing(path);
        if let Some(code) = code(self.operation, Problem::Missing, path) {
            refusal = Refusal::new(code, refusal.message.clone());
        }
        refusal
    }
}

/// A parameter is not what it may be: the code that the operation lists for that, else the general one.
pub(super) fn wrong(operation: &Operation, path: &str, problem: &str) -> Refusal {
    refusal(operation, Problem::Wrong, path, problem)
}

fn refusal(operation: &Operation, kind: Problem, path: &str, problem: &str) -> Refusal {
    let code = code(operation, kind, path).unwrap_or("InvalidParameter");
    Refusal::new(code, filled("{} {}.", &[path, problem]))
}

/// What is wrong with a number, by the bounds of the table and by what JSON carries exactly: more could not be told in an
/// answer, nor come back from one.
pub(super) fn number_problem(number: i64, min: i64, max: i64) -> Option<String> {
    let (min, max) = (min.max(-SAFE), max.min(SAFE));
    let problem = || filled("must be from {} to {}", &[&in_digits(min), &in_digits(max)]);
    (number < min || number > max).then(problem)
}

/// What is wrong with a text, by what the table says of it.
pub(super) fn text_problem(raw: &str, rules: &Text) -> Option<String> {
    let length = raw.chars().count();
    let max = usize::from(rules.max);
    if length < usize::from(rules.min) || (max > 0 && length > max) {
        return Some(filled(
            "must have {} to {} characters",
            &[&in_digits(rules.min), &in_digits(max)],
        ));
    }
    let is = |known: &&str| *known == raw || rules.any_case && known.eq_ignore_ascii_case(raw);
    if !rules.one_of.is_empty() && !rules.one_of.iter().any(is) {
        return Some(filled("must be one of {}", &[&rules.one_of.join(", ")]));
    }
    let mut prefixes = rules.not_prefix.iter();
    if let Some(prefix) = prefixes.find(|prefix| raw.starts_with(**prefix)) {
        return Some(filled("must not begin with {}", &[*prefix]));
    }
    if let Some(part) = rules.not_containing.iter().find(|part| holds(raw, part)) {
        return Some(filled("must not contain {}", &[*part]));
    }
    let problem = match rules.form {
        Form::Token if !raw.is_ascii() || length > 64 => "must be 1 to 64 ASCII characters",
        Form::Cidr if !is_cidr(raw) => "is not a CIDR block",
        Form::PortRange if !is_port_range(raw) => {
            "must be first/last, each from 1 to 65535, or -1/-1"
        }
        // That an identifier has the wrong prefix only means that there is no such object.
        Form::Any | Form::Id(_) | Form::Token | Form::Cidr | Form::PortRange => return None,
    };
    Some(problem.to_owned())
}

/// A minus sign and digits, nothing else.
fn decimal(raw: &str) -> Option<i64> {
    if raw.starts_with('+') {
        None
    } else {
        raw.parse().ok()
    }
}

fn is_cidr(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else {
        return false;
    };
    let longest = if address.parse::<Ipv4Addr>().is_ok() {
        32
    } else if address.parse::<Ipv6Addr>().is_ok() {
        128
    } else {
        return false;
    };
    plain(length).is_some_and(|length| length <= longest)
}

fn is_port_range(text: &str) -> bool {
    if text == ALL_PORTS {
        return true;
    }
    let Some((first, last)) = text.split_once('/') else {
        return false;
    };
    match (plain(first), plain(last)) {
        (Some(first), Some(last)) => 1 <= first && first <= last && last <= 65_535,
        _ => false,
    }
}

/// Digits, and no zero before others: `-0` and `080` are read in different ways by different readers.
fn plain(digits: &str) -> Option<u32> {
    let only_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = only_digits && (digits == "0" || !digits.starts_with('0'));
    digits.parse().ok().filter(|_| is_plain)
}
