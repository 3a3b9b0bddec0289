//! What a caller can rely on about answers. The fixtures are files, under `tests/response/`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "response/fixtures.rs"]
mod fixtures;

#[path = "response/json_test_suite.rs"]
mod json_test_suite;
#[path = "response/refusals.rs"]
mod refusals;
#[path = "response/results.rs"]
mod results;
#[path = "response/robustness.rs"]
mod robustness;
#[path = "response/shapes.rs"]
mod shapes;
