//! What the fuzz targets check. The code is in `tests/properties/`, where `cargo test` holds it against the seeds.

#[path = "../../tests/properties/checks/mod.rs"]
pub mod checks;
