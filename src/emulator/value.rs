//! What a parameter, a field of an answer and a field of a fixture can hold: one shape for all three.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use crate::service::Field;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Boolean(bool),
    List(Vec<Value>),
    Object(Record),
}

/// Values by the names that the operation table gives them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Record(Vec<(&'static str, Value)>);

impl Record {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// For one of the large objects, so that it need not grow.
    pub(super) fn large() -> Self {
        Self(Vec::with_capacity(18))
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    pub(super) fn with_some(self, name: &'static str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value)
    }

    /// The values in the order of a row's fields, whatever order they were put in; those that the row does not have are
    /// left out. Nearly always the two orders are the same, so that each is found at once.
    pub(super) fn in_order_of<'a>(
        &'a self,
        fields: &'a [Field],
    ) -> impl Iterator<Item = (&'a Field, &'a Value)> {
        let mut next = 0;
        fields.iter().filter_map(move |field| {
            let value = match self.0.get(next) {
                Some((name, value)) if *name == field.name => value,
                _ => self.get(field.name)?,
            };
            next += 1;
            Some((field, value))
        })
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text, or the empty one: the service does not tell the two apart.
    pub(super) fn text_or_empty(&self, name: &str) -> String {
        self.text(name).unwrap_or_default().to_owned()
    }

    pub(super) fn integer(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn boolean(&self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Value::Boolean(flag) => Some(*flag),
            _ => None,
        }
    }

    pub(super) fn list(&self, name: &str) -> &[Value] {
        match self.get(name) {
            Some(Value::List(items)) => items,
            _ => &[],
        }
    }

    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        let text = |item: &Value| match item {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        };
        self.list(name).iter().filter_map(text).collect()
    }

    pub(super) fn records(&self, name: &str) -> impl Iterator<Item = &Record> {
        self.list(name).iter().filter_map(|item| match item {
            Value::Object(record) => Some(record),
            _ => None,
        })
    }

    /// A digest of everything but the names left out: what makes two requests "the same parameters".
    pub(super) fn fingerprint(&self, without: &[&str]) -> [u8; 32] {
        let mut digest = Sha256::new();
        let counted = |name: &&(&'static str, Value)| !without.contains(&name.0);
        for (name, value) in self.0.iter().filter(counted) {
            feed(&mut digest, b'n', name.as_bytes());
            value.feed(&mut digest);
        }
        digest.finalize().into()
    }

    pub(super) fn to_json(&self) -> Json {
        let mut object = Map::new();
        for (name, value) in &self.0 {
            object.insert((*name).to_owned(), value.to_json());
        }
        Json::Object(object)
    }
}

impl Value {
    fn feed(&self, digest: &mut Sha256) {
        match self {
            Self::Text(text) => feed(digest, b't', text.as_bytes()),
            Self::Integer(number) => feed(digest, b'i', &number.to_be_bytes()),
            Self::Boolean(flag) => feed(digest, b'b', &[u8::from(*flag)]),
            Self::List(items) => {
                feed(digest, b'l', &items.len().to_be_bytes());
                for item in items {
                    item.feed(digest);
                }
            }
            Self::Object(record) => feed(digest, b'o', &record.fingerprint(&[])),
        }
    }

    fn to_json(&self) -> Json {
        match self {
            Self::Text(text) => Json::from(text.as_str()),
            Self::Integer(number) => Json::from(*number),
            Self::Boolean(flag) => Json::from(*flag),
            Self::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Self::Object(record) => record.to_json(),
        }
    }
}

/// With kind and length, so that no two different sequences of values feed the same bytes.
fn feed(digest: &mut Sha256, kind: u8, bytes: &[u8]) {
    digest.update([kind]);
    digest.update(bytes.len().to_be_bytes());
    digest.update(bytes);
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Boolean(flag)
    }
}

impl From<Record> for Value {
    fn from(record: Record) -> Self {
        Self::Object(record)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}
