//! The service itself: opened once in each region, and not closed again.

use alloc::boxed::Box;

use super::Refusal;
use super::operations::{Call, Change};
use super::value::Record;

/// `OpenTrafficMirrorService`. A success that has the fields of an error (source: API reference). That it takes effect at
/// once is inferred; that there is a code for "open already" is from the Terraform provider.
pub(super) fn open(call: &Call<'_>) -> Result<Change, Refusal> {
    if call.place.opened {
        return Err(Refusal::new(
            "ORDER.OPEND",
            "Traffic mirroring is open in this region already.",
        ));
    }
    Ok(Box::new(|place, _| {
        place.opened = true;
        Record::new()
            .with("Code", "200")
            .with("Message", "successful")
    }))
}

/// `GetTrafficMirrorServiceStatus`.
#[allow(clippy::unnecessary_wraps)] // Every operation could refuse.
pub(super) fn status(call: &Call<'_>) -> Result<Record, Refusal> {
    Ok(Record::new().with("Enabled", call.place.opened))
}
