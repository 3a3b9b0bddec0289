//! Codes that the pages of these operations do not list, but that other operations of the product document or official
//! clients expect of these.
//!
//! Spellings are the service's, mistakes included.

use super::{CONFLICT, CONFLICT_RETRY, Catalogued, Class, INVALID, Scope, UNAVAILABLE, row};

pub(super) const ROWS: &[Catalogued] = &[
    unlisted(
        "IdempotentParameterMismatch",
        CONFLICT,
        "Use a new ClientToken; this one belongs to another call.",
    ),
    unlisted(
        "LastTokenProcessing",
        CONFLICT_RETRY,
        "Wait for the first call with this ClientToken.",
    ),
    unlisted(
        "OperationFailed.LastTokenProcessing",
        CONFLICT_RETRY,
        "Wait for the first call with this ClientToken.",
    ),
    unlisted(
        "OperationConflict",
        CONFLICT_RETRY,
        "Wait until the other task on the object has ended, then repeat the call.",
    )
    .at(&[400, 409]),
    unlisted(
        "TaskConflict",
        CONFLICT_RETRY,
        "Wait until the other task on the object has ended, then repeat the call.",
    ),
    unlisted("SystemBusy", UNAVAILABLE, "Repeat the call later.").at(&[400, 500]),
    unlisted(
        "OperationFailed.IdempotentTokenProcessing",
        CONFLICT_RETRY,
        "Wait for the first call with this ClientToken.",
    ),
    unlisted(
        "TOKEN_PROCESSING",
        CONFLICT_RETRY,
        "Wait for the first call with this ClientToken.",
    ),
    unlisted(
        "Duplicated.ClientToken",
        CONFLICT,
        "Use a new ClientToken; this one belongs to another call.",
    ),
    unlisted("TokenVerfiy.Failed", CONFLICT, "Use a new ClientToken."),
    unlisted(
        "IllegalParam.ClientToken",
        INVALID,
        "Use a ClientToken of 1 to 64 ASCII characters.",
    ),
    unlisted(
        "ORDER.OPEND",
        CONFLICT,
        "Go on; traffic mirroring is open in this region.",
    )
    .at(&[]),
];

const fn unlisted(code: &'static str, class: Class, hint: &'static str) -> Catalogued {
    row(code, class, Scope::Unlisted, hint)
}
