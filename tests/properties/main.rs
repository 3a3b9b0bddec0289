//! What must hold for any input: held here against the seeds of the fuzz targets and against generated values, the same
//! ones each time. `PROPTEST_CASES=n` tries n values a property; `make fuzz` runs the same checks for as long as wished.
#![cfg(all(feature = "client", feature = "emulator", not(target_arch = "wasm32")))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod checks;
mod formats;
mod integers;
mod seeds;
mod signing;
mod values;

use proptest::test_runner::{Config, RngSeed};

/// So many values of a property, unless the environment says otherwise.
fn config(cases: u32) -> Config {
    let default = Config::default();
    Config {
        cases: std::env::var("PROPTEST_CASES").map_or(cases, |_| default.cases),
        rng_seed: RngSeed::Fixed(0x5EED),
        failure_persistence: None,
        ..default
    }
}
