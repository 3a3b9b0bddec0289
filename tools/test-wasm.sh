#!/usr/bin/env bash
# The tests of tests/wasm.rs, in Node and in headless Chromium. A run that skipped everything counts as failed:
# wasm-bindgen's runner skips quietly where the environment does not suit a suite.
set -euo pipefail
cd "$(dirname "$0")/.."
. .tools/browsers.env

export WASM_BINDGEN_TEST_TIMEOUT=120 WASM_BINDGEN_TEST_DRIVER_TIMEOUT=60
log=$(mktemp)
trap 'rm -f "$log"' EXIT

run() { # run WHERE OPTION…
  local where=$1
  shift
  printf '\n── Rust tests as wasm, in %s\n' "$where"
  wasm-pack --log-level error test --mode no-install "$@" -- --test wasm 2>&1 | tee "$log"
  if ! grep -qE 'test result: ok\. [1-9][0-9]* passed' "$log"; then
    echo "no test ran in $where" >&2
    exit 1
  fi
}
run Node --node
# The suite names no environment of its own, so that it runs in both.
WASM_BINDGEN_USE_BROWSER=1 run Chromium --headless --chrome --chromedriver "$CHROMEDRIVER"
