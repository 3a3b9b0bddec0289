//! Why a request was turned down, as the service tells it: a status, a code and a sentence.

use super::digits::filled;
use alloc::borrow::Cow;
use alloc::boxed::Box;
use core::ops::{Deref, DerefMut};

use crate::service::CATALOGUE;

/// An error answer. Boxed, since a result that may be one is handed on everywhere.
#[derive(Debug, Clone)]
pub(super) struct Refusal(Box<Told>);

/// The code decides; the message is for people and is never matched.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) status: u16,
    pub(super) code: Cow<'static, str>,
    pub(super) message: Cow<'static, str>,
    /// For the header `x-acs-retry-after`.
    pub(super) retry_after_ms: Option<u64>,
}

impl Refusal {
    pub(super) fn new(
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::told(code.into(), message.into())
    }

    /// The status is the one under which the catalogue knows the code; 400 for all others, since that is what this
    /// service answers for nearly everything.
    fn told(code: Cow<'static, str>, message: Cow<'static, str>) -> Self {
        let known = CATALOGUE.iter().find(|row| row.code == code);
        let status = known.and_then(|row| row.statuses.first().copied());
        Self(Box::new(Told {
            status: status.unwrap_or(400),
            code,
            message,
            retry_after_ms: None,
        }))
    }

    /// A required parameter was not given. The gateway puts the name into the code (source: SDK error tables); for a
    /// field of a list item it is only in the message.
    pub(super) fn missing(path: &str) -> Self {
        let code = if path.contains('.') {
            Cow::Borrowed("MissingParameter")
        } else {
            Cow::Owned(filled("Missing{}", &[path]))
        };
        Self::new(code, filled("{} is required for this action.", &[path]))
    }
}

impl Deref for Refusal {
    type Target = Told;

    fn deref(&self) -> &Told {
        &self.0
    }
}

impl DerefMut for Refusal {
    fn deref_mut(&mut self) -> &mut Told {
        &mut self.0
    }
}
