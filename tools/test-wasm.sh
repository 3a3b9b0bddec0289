#!/usr/bin/env bash
# The tests of tests/wasm.rs and tests/wasm_emulator.rs, in Node and in three headless browsers, each noted in matrix.json.
# A run that skipped everything counts as failed: wasm-bindgen's runner skips quietly where the environment does not suit.
set -uo pipefail
cd "$(dirname "$0")/.."
. .tools/browsers.env

export WASM_BINDGEN_TEST_TIMEOUT=120 WASM_BINDGEN_TEST_DRIVER_TIMEOUT=60
# Without them the modules are a third of the size, and the runner has less to go through.
export CARGO_PROFILE_DEV_DEBUG=false CARGO_PROFILE_TEST_DEBUG=false
# Root needs it: the sandbox of WebKitGTK does not start.
if ((EUID == 0)); then export WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1; fi
work=$(mktemp -d)
display=''
cleanup() {
  if [[ -n $display ]]; then kill "$display" 2>/dev/null; fi
  rm -rf "$work"
}
trap cleanup EXIT

failed=0
run() { # run WHERE VERSION OPTION…
  local where=$1 version=$2 pass=true started=$SECONDS
  shift 2
  printf '\n── Rust tests as wasm, in %s\n' "$where"
  wasm-pack --log-level error test --mode no-install "$@" -- --features emulator --test wasm --test wasm_emulator 2>&1 | tee "$work/log" || pass=false
  if (($(grep -cE 'test result: ok\. [1-9][0-9]* passed' "$work/log") < 2)); then
    echo "not every suite ran in $where" >&2
    pass=false
  fi
  $pass || failed=1
  node tests/conformance/matrix.mjs add "wasm-bindgen-test-$where" "$version" "$pass" $((SECONDS - started))
}
version_of() { "$@" 2>/dev/null | sed -nE 's/^[^0-9]*([0-9][0-9.]*).*/\1/p' | head -n 1; }

run node "$(version_of node --version)" --node
# The suite names no environment of its own, so that it runs in all of them.
export WASM_BINDGEN_USE_BROWSER=1
run chromium "$(version_of "$CHROME" --version)" --headless --chrome --chromedriver "$CHROMEDRIVER"
run firefox "$(version_of "$FIREFOX" --version)" --headless --firefox --geckodriver "$GECKODRIVER"
# WebKitGTK has no headless mode: it draws on a display that nobody sees. The server picks a free one and tells.
mkfifo "$work/display"
"$XVFB" -displayfd 3 -screen 0 1024x768x24 -nolisten tcp 3>"$work/display" >/dev/null 2>&1 &
display=$!
DISPLAY=:$(head -n 1 "$work/display")
export DISPLAY
printf '{ "webkitgtk:browserOptions": { "binary": "%s", "args": ["--automation"] } }\n' "$WEBKIT" >"$work/webdriver.json"
export WASM_BINDGEN_TEST_WEBDRIVER_JSON=$work/webdriver.json
run webkit "$(version_of "$WEBKIT" --version)" --headless --safari --safaridriver "$WEBKITDRIVER"
exit $failed
