//! What the fuzz targets check. The code is in `tests/fuzz/`, where `cargo test` holds it against the seeds.

#[path = "../../tests/fuzz/properties/mod.rs"]
pub mod properties;
