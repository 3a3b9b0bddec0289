//! The last requests that arrived, for tests to look at. Nothing in it lets anyone sign.

use alloc::borrow::ToOwned;
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Serialize, Serializer};

use super::arrival::{Request, holds};

/// Requests remembered; the oldest are forgotten first.
const MOST_REQUESTS: usize = 10_000;
/// Of one value, and of all names and values of one request, in bytes. What the table allows is shorter: a description of
/// 256 characters has up to 1 KiB, and a filter with all its rules and tags some 30.
const LONGEST_VALUE: usize = 2 * 1_024;
const LONGEST_REQUEST: usize = 64 * 1_024;
/// Of all that is remembered, in bytes: ten thousand usual requests are a fifth of it.
const MOST_BYTES: usize = 32 * 1_024 * 1_024;

/// A request that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Logged {
    /// The emulator's time, in milliseconds since 1970.
    pub at: i64,
    /// The operation asked for, known or not.
    pub action: String,
    /// Its parameters, from query and form body, without key, token and signature. Long values are cut off.
    #[serde(serialize_with = "as_object")]
    pub params: Vec<(String, String)>,
    /// The status of the answer; 0 where none was sent.
    pub status: u16,
    /// The error code of the answer, if it was an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

fn as_object<S: Serializer>(params: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(params.iter().map(|(name, value)| (name, value)))
}

#[derive(Debug, Default)]
pub(super) struct Requests {
    logged: VecDeque<Logged>,
    bytes: usize,
}

impl Requests {
    pub(super) fn add(&mut self, at: i64, request: &Request<'_>, status: u16, code: Option<&str>) {
        let mut room = LONGEST_REQUEST;
        let mut params = Vec::new();
        for (name, value) in request
            .parameters
            .iter()
            .filter(|(name, _)| !is_secret(name))
        {
            let (name, value) = (cut(name), cut(value));
            let Some(left) = room.checked_sub(name.len() + value.len()) else {
                break;
            };
            room = left;
            params.push((name, value));
        }
        let logged = Logged {
            at,
            action: cut(&request.action().unwrap_or_default()),
            params,
            status,
            code: code.map(cut),
        };
        self.bytes += logged.bytes();
        self.logged.push_back(logged);
        while self.logged.len() > MOST_REQUESTS || self.bytes > MOST_BYTES {
            let oldest = self.logged.pop_front();
            self.bytes -= oldest.map_or(self.bytes, |oldest| oldest.bytes());
        }
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &Logged> {
        self.logged.iter()
    }
}

impl Logged {
    /// About as many as it takes in memory.
    fn bytes(&self) -> usize {
        const EACH: usize = 96;
        let pairs = self.params.iter();
        let params: usize = pairs
            .map(|(name, value)| EACH + name.len() + value.len())
            .sum();
        EACH + self.action.len() + params
    }
}

/// Also what has no business here but might be sent by mistake.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "signature" | "accesskeyid")
        || ["token", "secret", "password"]
            .iter()
            .any(|part| holds(&name, part))
            && !matches!(name.as_str(), "clienttoken" | "nexttoken")
}

fn cut(text: &str) -> String {
    if text.len() <= LONGEST_VALUE {
        return text.to_owned();
    }
    let mut end = LONGEST_VALUE;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut short = text.get(..end).unwrap_or_default().to_owned();
    short.push('…');
    short
}
