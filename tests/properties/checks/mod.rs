//! What must hold for any input whatever: one module a fuzz target, each with a `check` that panics where it does not.

pub mod checkpoint;
pub mod emulator_front_door;
pub mod json_reader;
pub mod oracle;
pub mod rendering;
pub mod request_signing;
pub mod results;
pub mod xml_reader;
