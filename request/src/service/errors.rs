//! The error codes of the service: what each means for the caller.
//!
//! HTTP status never classifies (the service answers 400 for nearly everything), and messages are never matched (some
//! hold unexpanded placeholders): the code alone decides. A code that is not in the catalogue is classified by its form.

mod class;
mod gateway;
mod listed;
mod unlisted;

pub use class::{classify, look_up};

use super::{Doc, FULL, Full, doc, full};
use class::by_form;

/// What sort of refusal a code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Keys, token or permission are not right.
    Auth,
    /// The clock of this machine is off.
    Clock,
    /// Too many calls.
    Throttled,
    /// The object, or one that it depends on, is being changed.
    Busy,
    /// Something that the call names is not there.
    NotFound,
    /// It collides with another call or with what is there already.
    Conflict,
    /// A limit is reached.
    Quota,
    /// Something else still uses the object.
    Dependency,
    /// The call can never succeed as it is.
    Invalid,
    /// The service is down or overloaded.
    Unavailable,
    /// None of these.
    Other,
}

impl Kind {
    /// The stable name used in the JavaScript API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Clock => "clock",
            Self::Throttled => "throttled",
            Self::Busy => "busy",
            Self::NotFound => "not-found",
            Self::Conflict => "conflict",
            Self::Quota => "quota",
            Self::Dependency => "dependency",
            Self::Invalid => "invalid",
            Self::Unavailable => "unavailable",
            Self::Other => "other",
        }
    }
}

/// A code, classified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    /// What sort of refusal it is.
    pub kind: Kind,
    /// Whether the same call can succeed later without anything being changed.
    pub retryable: bool,
}

/// A row of the catalogue.
#[derive(Debug, Clone, Copy)]
pub struct Catalogued {
    /// The code, verbatim.
    pub code: &'static str,
    /// The HTTP statuses it is documented or was seen with, the likeliest first; empty where none is known.
    pub statuses: Full<&'static [u16]>,
    /// What it means.
    pub class: Class,
    /// Which operations answer it.
    pub scope: Full<Scope>,
    /// What the user can do, in a sentence.
    pub hint: Doc,
}

/// Which operations can answer a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Those whose rows list it.
    Listed,
    /// Any: it comes from the gateway.
    Any,
    /// Not said: no page of these operations lists it.
    Unlisted,
}

/// Every code that is known. The client's wasm module needs, and holds, those rows alone whose class does not follow
/// from their form.
pub const CATALOGUE: &[Catalogued] = &rows::<{ rows_kept() }>();

/// What a code outside the catalogue looks like, and what it then is; the first that fits counts.
pub const CODE_FORMS: &[(CodeForm, &str, Class)] = &[
    (CodeForm::Contains, "Throttling", THROTTLED),
    (CodeForm::Starts, "IncorrectStatus", BUSY),
    (CodeForm::Starts, "ServiceUnavailable", UNAVAILABLE),
    (CodeForm::Starts, "InternalError", UNAVAILABLE),
    (CodeForm::Starts, "SystemBusy", UNAVAILABLE),
    (CodeForm::Starts, "InvalidTimeStamp.Expired", CLOCK),
    (CodeForm::Starts, "InvalidTimeStamp", AUTH),
    (CodeForm::Starts, "IllegalTimestamp", AUTH),
    (CodeForm::Starts, "Signature", AUTH),
    (CodeForm::Starts, "IncompleteSignature", AUTH),
    (CodeForm::Starts, "InvalidSignature", AUTH),
    (CodeForm::Starts, "InvalidAccessKeyId", AUTH),
    (CodeForm::Starts, "InvalidSecurityToken", AUTH),
    (CodeForm::Starts, "MissingSecurityToken", AUTH),
    (CodeForm::Starts, "Forbidden", AUTH),
    (CodeForm::Starts, "NoPermission", AUTH),
    (CodeForm::Starts, "Unauthorized", AUTH),
    (CodeForm::Starts, "NotAuthorized", AUTH),
    (CodeForm::Starts, "AccessDenied", AUTH),
    (CodeForm::Contains, "QuotaExceeded", QUOTA),
    (CodeForm::Contains, "LimitExceeded", QUOTA),
    (CodeForm::Starts, "ResourceNotFound", NOT_FOUND),
    (CodeForm::Ends, ".NotFound", NOT_FOUND),
    (CodeForm::Starts, "DependencyViolation", DEPENDENCY),
    (CodeForm::Contains, "TokenProcessing", CONFLICT_RETRY),
    (CodeForm::Starts, "TOKEN_PROCESSING", CONFLICT_RETRY),
    (CodeForm::Starts, "OperationConflict", CONFLICT_RETRY),
    (CodeForm::Starts, "TaskConflict", CONFLICT_RETRY),
    (CodeForm::Starts, "Idempoten", CONFLICT),
    (CodeForm::Starts, "ResourceAlready", CONFLICT),
    (CodeForm::Starts, "ResourceNotAssociated", CONFLICT),
    (CodeForm::Starts, "Duplicated", CONFLICT),
    (CodeForm::Starts, "Invalid", INVALID),
    (CodeForm::Starts, "Illegal", INVALID),
    (CodeForm::Starts, "Missing", INVALID),
    (CodeForm::Starts, "Unsupported", INVALID),
    (CodeForm::Starts, "BothEmpty", INVALID),
    (CodeForm::Starts, "OperationUnsupported", INVALID),
    (CodeForm::Starts, "OperationDenied", INVALID),
    (CodeForm::Starts, "NoSuchVersion", INVALID),
];

/// Where in a code a part has to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeForm {
    /// At its beginning.
    Starts,
    /// Anywhere.
    Contains,
    /// At its end.
    Ends,
}

const ROOMS: [&[Catalogued]; 3] = [listed::ROWS, gateway::ROWS, unlisted::ROWS];

/// Rows of the kind `Other` are kept always: an unknown code of that kind is judged by its HTTP status.
const fn is_kept(row: &Catalogued) -> bool {
    let form = by_form(row.code);
    FULL || row.class.kind as u8 == Kind::Other as u8
        || row.class.kind as u8 != form.kind as u8
        || row.class.retryable != form.retryable
}

const fn rows_kept() -> usize {
    let mut count = 0;
    let mut rooms: &[&[Catalogued]] = &ROOMS;
    while let [room, other_rooms @ ..] = rooms {
        let mut rows: &[Catalogued] = room;
        while let [row, other_rows @ ..] = rows {
            if is_kept(row) {
                count += 1;
            }
            rows = other_rows;
        }
        rooms = other_rooms;
    }
    count
}

const fn rows<const N: usize>() -> [Catalogued; N] {
    let mut all = [row("", OTHER, Scope::Any, ""); N];
    let mut free: &mut [Catalogued] = &mut all;
    let mut rooms: &[&[Catalogued]] = &ROOMS;
    while let [room, other_rooms @ ..] = rooms {
        let mut rows: &[Catalogued] = room;
        while let [row, other_rows @ ..] = rows {
            if is_kept(row)
                && let [slot, other_slots @ ..] = free
            {
                *slot = *row;
                free = other_slots;
            }
            rows = other_rows;
        }
        rooms = other_rooms;
    }
    all
}

const fn class(kind: Kind, retryable: bool) -> Class {
    Class { kind, retryable }
}

const AUTH: Class = class(Kind::Auth, false);
const CLOCK: Class = class(Kind::Clock, true);
const THROTTLED: Class = class(Kind::Throttled, true);
const BUSY: Class = class(Kind::Busy, true);
const NOT_FOUND: Class = class(Kind::NotFound, false);
const CONFLICT: Class = class(Kind::Conflict, false);
const CONFLICT_RETRY: Class = class(Kind::Conflict, true);
const QUOTA: Class = class(Kind::Quota, false);
const DEPENDENCY: Class = class(Kind::Dependency, false);
const INVALID: Class = class(Kind::Invalid, false);
const UNAVAILABLE: Class = class(Kind::Unavailable, true);
const OTHER: Class = class(Kind::Other, false);

/// A code that comes with status 400, as nearly all do.
const fn row(code: &'static str, class: Class, scope: Scope, hint: &'static str) -> Catalogued {
    Catalogued {
        code,
        statuses: full(&[400]),
        class,
        scope: full(scope),
        hint: doc(hint),
    }
}

impl Catalogued {
    /// The same, with other statuses.
    const fn at(self, statuses: &'static [u16]) -> Self {
        Self {
            statuses: full(statuses),
            ..self
        }
    }
}
