//! What can go wrong, and how often it did.

use serde_json::{Map, Value as Json};

/// What happens to one request on its way, or to its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The request is lost; the client waits in vain.
    LostBefore,
    /// It is carried out; the answer is lost.
    LostAfter,
    /// It arrives twice; the client gets the first answer.
    Duplicate,
    /// It arrives twice, and the client gets the second answer: something between them repeated it.
    DuplicateAnswered,
    /// It is carried out; the answer comes when the client has given up.
    LateAnswer,
    /// It arrives, and is carried out, when the client has given up.
    LateRequest,
    /// Its way takes longer than that of later ones.
    Reordered,
    ResetBefore,
    ResetAfter,
    HtmlBefore,
    HtmlAfter,
    Truncated,
    Empty,
    Throttled,
    ServerErrorBefore,
    /// It is carried out, and answered with an error of the server's all the same.
    ServerErrorAfter,
}

impl Fault {
    pub const ALL: [Self; 16] = [
        Self::LostBefore,
        Self::LostAfter,
        Self::Duplicate,
        Self::DuplicateAnswered,
        Self::LateAnswer,
        Self::LateRequest,
        Self::Reordered,
        Self::ResetBefore,
        Self::ResetAfter,
        Self::HtmlBefore,
        Self::HtmlAfter,
        Self::Truncated,
        Self::Empty,
        Self::Throttled,
        Self::ServerErrorBefore,
        Self::ServerErrorAfter,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::LostBefore => "lostBeforeEffect",
            Self::LostAfter => "lostAfterEffect",
            Self::Duplicate => "duplicate",
            Self::DuplicateAnswered => "duplicateAnswered",
            Self::LateAnswer => "answerAfterTimeout",
            Self::LateRequest => "requestAfterTimeout",
            Self::Reordered => "reordered",
            Self::ResetBefore => "resetBeforeEffect",
            Self::ResetAfter => "resetAfterEffect",
            Self::HtmlBefore => "htmlBeforeEffect",
            Self::HtmlAfter => "htmlAfterEffect",
            Self::Truncated => "truncated",
            Self::Empty => "empty",
            Self::Throttled => "throttled",
            Self::ServerErrorBefore => "serverErrorBeforeEffect",
            Self::ServerErrorAfter => "serverErrorAfterEffect",
        }
    }
}

/// What else goes wrong, besides single requests.
pub const OTHERS: [&str; 12] = [
    "clockSkew",
    "keysExpired",
    "crash",
    "crashWhileSaving",
    "resume",
    "abort",
    "abortCleanedUp",
    "listLags",
    "parameterOverlooked",
    "refusalRemembered",
    "tokenForgotten",
    "busy",
];

pub const SCENARIOS: [&str; 10] = [
    "teardownIds",
    "teardownWhere",
    "teardownAll",
    "teardownOlderThan",
    "teardownWithFilters",
    "teardownDryRun",
    "wait",
    "listing",
    "calls",
    "openSession",
];

/// How often each thing happened.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    counts: std::collections::BTreeMap<&'static str, u64>,
    pub requests: u64,
    pub virtual_ms: u64,
}

impl Tally {
    pub fn count(&mut self, name: &'static str) {
        *self.counts.entry(name).or_default() += 1;
    }

    pub fn add(&mut self, other: &Self) {
        for (name, count) in &other.counts {
            *self.counts.entry(name).or_default() += count;
        }
        self.requests += other.requests;
        self.virtual_ms += other.virtual_ms;
    }

    pub fn faults(&self) -> Json {
        let names = Fault::ALL.iter().map(|fault| fault.name()).chain(OTHERS);
        self.of(names)
    }

    pub fn scenarios(&self) -> Json {
        self.of(SCENARIOS.into_iter())
    }

    /// What never happened.
    pub fn missing(&self) -> Vec<&'static str> {
        let faults = Fault::ALL.iter().map(|fault| fault.name());
        let all = faults.chain(OTHERS).chain(SCENARIOS);
        all.filter(|name| !self.counts.contains_key(name)).collect()
    }

    fn of(&self, names: impl Iterator<Item = &'static str>) -> Json {
        let counts = names.map(|name| {
            let count = self.counts.get(name).copied().unwrap_or_default();
            (name.to_owned(), count.into())
        });
        Json::Object(counts.collect::<Map<_, _>>())
    }
}
