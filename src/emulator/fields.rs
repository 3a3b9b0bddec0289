//! Reading JSON that people wrote (options, faults, fixtures): every complaint names the field.

use super::digits::{filled, in_digits};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde_json::{Map, Value as Json};

/// What is wrong with an option, a fault or a fixture, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The way to the field, as in `accounts[1].accessKeyId`; empty for the whole.
    pub field: String,
    /// What is wrong with it.
    pub problem: String,
}

impl FieldError {
    pub(super) fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            problem: problem.into(),
        }
    }
}

impl FieldError {
    /// The field, and what is wrong with it.
    pub(crate) fn text(&self) -> String {
        if self.field.is_empty() {
            return self.problem.clone();
        }
        filled("{}: {}", &[&*self.field, &*self.problem])
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text())
    }
}

impl core::error::Error for FieldError {}

/// One JSON object and the way to it. `null` is the same as left out: JavaScript's `undefined` arrives as that.
#[derive(Debug, Clone)]
pub(super) struct Fields<'a> {
    path: String,
    object: &'a Map<String, Json>,
}

impl<'a> Fields<'a> {
    /// Refuses what is no object, and names that are not among those known.
    pub(super) fn of(
        path: impl Into<String>,
        json: &'a Json,
        known: &[&str],
    ) -> Result<Self, FieldError> {
        let fields = Self::any(path, json)?;
        match fields
            .object
            .keys()
            .find(|name| !known.contains(&name.as_str()))
        {
            Some(name) => Err(FieldError::new(
                fields.path_of(name),
                filled("is not known here; known are {}", &[&known.join(", ")]),
            )),
            None => Ok(fields),
        }
    }

    /// An object whose names are data.
    pub(super) fn any(path: impl Into<String>, json: &'a Json) -> Result<Self, FieldError> {
        let path = path.into();
        match json {
            Json::Object(object) => Ok(Self { path, object }),
            _ => Err(FieldError::new(path, "must be an object")),
        }
    }

    pub(super) fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            filled("{}.{}", &[&*self.path, name])
        }
    }

    pub(super) fn error(&self, name: &str, problem: impl Into<String>) -> FieldError {
        FieldError::new(self.path_of(name), problem)
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a Json> {
        self.object.get(name).filter(|json| !json.is_null())
    }

    /// Every name and value, for an object whose names are data.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a str, &'a Json)> {
        self.object.iter().map(|(name, json)| (name.as_str(), json))
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&'a str>, FieldError> {
        self.get(name)
            .map(|json| text_of(&self.path_of(name), json))
            .transpose()
    }

    pub(super) fn required_text(&self, name: &str) -> Result<&'a str, FieldError> {
        let text = self
            .text(name)?
            .ok_or_else(|| self.error(name, "is required"))?;
        if text.is_empty() {
            return Err(self.error(name, "must not be empty"));
        }
        Ok(text)
    }

    pub(super) fn boolean(&self, name: &str) -> Result<Option<bool>, FieldError> {
        self.get(name)
            .map(|json| boolean_of(&self.path_of(name), json))
            .transpose()
    }

    /// A whole number within bounds, both inclusive.
    pub(super) fn integer(
        &self,
        name: &str,
        min: i64,
        max: i64,
    ) -> Result<Option<i64>, FieldError> {
        let Some(json) = self.get(name) else {
            return Ok(None);
        };
        let number = integer_of(&self.path_of(name), json)?;
        if number < min || number > max {
            return Err(self.error(
                name,
                filled("must be from {} to {}", &[&in_digits(min), &in_digits(max)]),
            ));
        }
        Ok(Some(number))
    }

    /// The items of a list, each with the way to it; none where it is left out.
    pub(super) fn list(&self, name: &str) -> Result<Vec<(String, &'a Json)>, FieldError> {
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(json) => items_of(&self.path_of(name), json),
        }
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(
        &self,
        name: &str,
        words: &[(&str, T)],
    ) -> Result<Option<T>, FieldError> {
        let Some(given) = self.text(name)? else {
            return Ok(None);
        };
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == given) {
            return Ok(Some(*meaning));
        }
        let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        Err(self.error(name, filled("must be one of {}", &[&words.join(", ")])))
    }
}

pub(super) fn text_of<'a>(path: &str, json: &'a Json) -> Result<&'a str, FieldError> {
    json.as_str()
        .ok_or_else(|| FieldError::new(path, "must be a string"))
}

pub(super) fn boolean_of(path: &str, json: &Json) -> Result<bool, FieldError> {
    json.as_bool()
        .ok_or_else(|| FieldError::new(path, "must be true or false"))
}

/// What JavaScript counts with exactly.
pub(super) const SAFE: i64 = 9_007_199_254_740_991;

pub(super) fn integer_of(path: &str, json: &Json) -> Result<i64, FieldError> {
    let problem = || FieldError::new(path, "must be a whole number");
    let number = json.as_i64().ok_or_else(problem)?;
    if (-SAFE..=SAFE).contains(&number) {
        Ok(number)
    } else {
        Err(problem())
    }
}

pub(super) fn items_of<'a>(
    path: &str,
    json: &'a Json,
) -> Result<Vec<(String, &'a Json)>, FieldError> {
    let items = json
        .as_array()
        .ok_or_else(|| FieldError::new(path, "must be a list"))?;
    let item = |(at, item): (usize, _)| (filled("{}[{}]", &[path, &in_digits(at)]), item);
    Ok(items.iter().enumerate().map(item).collect())
}
