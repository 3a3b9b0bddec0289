//! What a call can end with instead of a result, and how JavaScript hears of it.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

pub use crate::request::{Issue, Problem};

use crate::json;
use crate::request::Invalid;
use crate::response::{Reason, Refusal, ServiceRefusal, Unreadable};
use crate::service::Kind;
use crate::signing::BadCredentials;

/// Anything a call can end with instead of a result. Two words and no more: what is larger is boxed, since errors are
/// handed on in many places.
#[derive(Debug)]
pub enum Error {
    /// Parameters that can never be right, each named. Nothing was sent.
    Parameters(Box<Vec<Issue>>),
    /// An endpoint or region id from which no host can be built safely. Nothing was sent.
    Endpoint(Problem),
    /// Keys that can never work. Nothing was sent.
    Credentials(BadCredentials),
    /// The service refused.
    Service {
        /// What the service said.
        refusal: Box<ServiceRefusal>,
    },
    /// No answer came: the connection failed.
    Transport(Box<String>),
    /// The endpoint answered with a redirect, which is never followed: it would carry the signature elsewhere.
    Redirected,
    /// No answer came in the time allowed for one attempt, in milliseconds.
    Timeout(u32),
    /// An answer came, but not one of this service.
    Unreadable(Box<Unreadable>),
    /// A dry run was answered with success, so it may have been executed.
    DryRunExecuted,
    /// The time allowed for a wait ran out before these were reached.
    Deadline {
        /// The ids that were not reached.
        waiting_for: Box<Vec<String>>,
    },
    /// A checkpoint that is damaged, or belongs to another region, endpoint or version.
    Checkpoint(Problem),
    /// A session that was to be deleted, and may not be: by its id, or where that is unknown, by what to look for.
    LeftBehind(Box<LeftBehind>),
    /// The host lacks something, such as a random source.
    Environment(Problem),
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.message())
    }
}

impl core::error::Error for Error {}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        match invalid {
            Invalid::Parameters(issues) => Self::Parameters(issues),
            Invalid::Endpoint(problem) => Self::Endpoint(problem),
        }
    }
}

impl From<BadCredentials> for Error {
    fn from(part: BadCredentials) -> Self {
        Self::Credentials(part)
    }
}

/// A session that was to be deleted, and may not be.
#[derive(Debug)]
pub struct LeftBehind {
    /// Its id, if an answer told it.
    pub id: Option<String>,
    /// What to look for, without a token.
    pub what: String,
    /// Why it could not be cleaned up.
    pub why: Error,
    /// Why it had to be, if that was an error.
    pub cause: Option<Error>,
}

impl Error {
    /// One parameter that can never be right.
    #[inline(never)]
    pub(crate) fn parameter(parameter: &str, problem: &'static str) -> Self {
        Self::Parameters(Box::new(vec![Issue {
            parameter: parameter.into(),
            problem,
        }]))
    }

    /// An answer to an action that is no result.
    pub(crate) fn answered(action: &str, refusal: Refusal) -> Self {
        match refusal {
            Refusal::Service(mut refusal) => {
                refusal.action = action.into();
                Self::Service { refusal }
            }
            Refusal::Unreadable(unreadable) => Self::Unreadable(Box::new(unreadable)),
        }
    }

    /// A result that is not what the documentation says.
    pub(crate) fn odd(reason: Reason) -> Self {
        Self::Unreadable(Box::new(Unreadable {
            status: 200,
            reason,
        }))
    }

    /// The stable code of the JavaScript API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Parameters(_) => "INVALID_PARAMETER",
            Self::Endpoint(_) => "INVALID_ENDPOINT",
            Self::Credentials(_) => "INVALID_CREDENTIALS",
            Self::Service { .. } => "SERVICE",
            Self::Transport(_) | Self::Redirected => "TRANSPORT",
            Self::Timeout(_) => "TIMEOUT",
            Self::Unreadable(_) => "BAD_RESPONSE",
            Self::DryRunExecuted => "DRY_RUN_EXECUTED",
            Self::Deadline { .. } => "DEADLINE",
            Self::Checkpoint(_) => "CHECKPOINT",
            Self::LeftBehind(_) => "LEFT_BEHIND",
            Self::Environment(_) => "ENVIRONMENT",
        }
    }

    /// What the service said, if it refused.
    #[must_use]
    pub const fn refusal(&self) -> Option<&ServiceRefusal> {
        match self {
            Self::Service { refusal, .. } => Some(refusal),
            _ => None,
        }
    }

    /// What sort of refusal of the service it is, if it is one.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        self.refusal().map(|refusal| refusal.class.kind)
    }

    /// Whether the same call can succeed later without anything being changed.
    #[must_use]
    pub fn retryable(&self) -> bool {
        match self {
            Self::Service { refusal, .. } => refusal.class.retryable,
            Self::Transport(_) | Self::Timeout(_) | Self::Unreadable(_) | Self::Deadline { .. } => {
                true
            }
            _ => false,
        }
    }

    /// Whether time alone may help: a clock that could not be set stays wrong.
    pub(crate) fn worth_waiting(&self) -> bool {
        self.retryable() && self.kind() != Some(Kind::Clock)
    }

    /// What went wrong, in a word: the service's code where it refused, else that of the JavaScript API.
    pub(crate) fn word(&self) -> &str {
        match self {
            Self::Service { refusal, .. } => &refusal.code,
            other => other.code(),
        }
    }

    /// One sentence for people.
    #[must_use]
    pub fn message(&self) -> String {
        let mut text = String::new();
        self.say(&mut text);
        text
    }

    fn say(&self, text: &mut String) {
        // Whatever comes last is appended in one place.
        let last = match self {
            Self::Parameters(issues) => {
                Issue::say_all(issues, text);
                ""
            }
            Self::Endpoint(problem) | Self::Checkpoint(problem) | Self::Environment(problem) => {
                problem
            }
            Self::Credentials(part) => part.as_str(),
            Self::Service { refusal, .. } => {
                text.push_str(&refusal.code);
                text.push_str(": ");
                &refusal.message
            }
            Self::Transport(why) => {
                text.push_str("no answer: ");
                why
            }
            Self::Redirected => "the endpoint answered with a redirect, which is never followed",
            Self::Timeout(ms) => {
                text.push_str("no answer within ");
                text.push_str(&json::integer((*ms).into()));
                " ms"
            }
            Self::Unreadable(unreadable) => {
                text.push_str("status ");
                text.push_str(&json::integer(unreadable.status.into()));
                text.push_str(", but no answer of this service: ");
                unreadable.reason.as_str()
            }
            Self::DryRunExecuted => {
                "the dry run was answered with success, so the call may have been executed"
            }
            Self::Deadline { waiting_for } => {
                let mut joint = "the time ran out while waiting for ";
                for id in waiting_for.iter() {
                    text.push_str(joint);
                    text.push_str(id);
                    joint = ", ";
                }
                ""
            }
            Self::LeftBehind(left) => {
                text.push_str(&left.what);
                text.push_str(" may be left behind: ");
                left.why.say(text);
                ""
            }
        };
        text.push_str(last);
    }

    /// Appends the error as a JSON object; JavaScript makes its error classes from that.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        let mut object = json::Object::begin(out);
        object.text("code", self.code());
        object.text("message", &self.message());
        object.boolean("retryable", self.retryable());
        match self {
            Self::Parameters(issues) => {
                let list = object.list("issues");
                for issue in issues.iter() {
                    json::next(list);
                    let mut object = json::Object::begin(list);
                    object.text("parameter", &issue.parameter);
                    object.text("problem", issue.problem);
                    object.end();
                }
                list.push(b']');
            }
            Self::Unreadable(unreadable) => object.integer("status", i64::from(unreadable.status)),
            Self::Service { refusal } => {
                object.integer("status", i64::from(refusal.status));
                object.text("serviceCode", &refusal.code);
                object.text("kind", refusal.class.kind.as_str());
                object.text("action", &refusal.action);
                for &(name, value) in &[
                    ("requestId", &refusal.request_id),
                    ("hostId", &refusal.host_id),
                    ("recommend", &refusal.recommend),
                ] {
                    if let Some(value) = value {
                        object.text(name, value);
                    }
                }
            }
            Self::LeftBehind(left) => {
                if let Some(id) = &left.id {
                    object.text("sessionId", id);
                }
                let cause = left.cause.as_ref().unwrap_or(&left.why);
                cause.write_json(object.value("cause"));
            }
            _ => {}
        }
        object.end();
    }
}
