#!/usr/bin/env bash
# Runs every fuzz target for SECONDS_EACH seconds (first argument), or only those that are named after it.
# Starts from the committed seeds; what it learns stays in fuzz/corpus/, which is ignored, and is built upon the next
# time. A crash is printed with the command that replays it, and the other targets are run all the same.
set -uo pipefail
cd "$(dirname "$0")/.."
. tools/versions.env

seconds_each=${1:-60}
shift || true
if [[ ! $seconds_each =~ ^[1-9][0-9]*$ ]]; then
  echo "usage: tools/fuzz.sh SECONDS [TARGET…]" >&2
  exit 2
fi
targets=("$@")
((${#targets[@]})) || targets=(checkpoint emulator_front_door json_reader request_signing xml_reader)

command -v c++ >/dev/null 2>&1 || {
  echo 'missing: c++ (a C++ compiler; libFuzzer is written in it). Debian/Ubuntu: apt-get install g++' >&2
  exit 1
}

# ── cargo-fuzz, of one exact version, into .tools/ ──
stamp=.tools/stamps/cargo-fuzz-$CARGO_FUZZ
if [[ ! -e $stamp || ! -x .tools/bin/cargo-fuzz ]]; then
  echo "cargo-fuzz $CARGO_FUZZ: building it into .tools/ (once; a minute or so)"
  rm -f .tools/stamps/cargo-fuzz-*
  CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_DEBUG=false \
    CARGO_TARGET_DIR="$PWD/.tools/build" \
    cargo install --root .tools --force --locked "cargo-fuzz@$CARGO_FUZZ" || exit 1
  rm -rf .tools/build
  mkdir -p .tools/stamps
  : >"$stamp"
fi
PATH=$PWD/.tools/bin:$PATH

# Stable Rust has libFuzzer's coverage but no sanitizers; in code without `unsafe` they would find nothing anyhow.
fuzz() { cargo fuzz "$1" --sanitizer none "${@:2}"; }

fuzz build || exit 1

# ── each target in turn ──
failed=()
for target in "${targets[@]}"; do
  printf '\n── %s: %s s\n' "$target" "$seconds_each"
  mkdir -p "fuzz/corpus/$target" "fuzz/artifacts/$target"
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  # The first folder is written to; the seeds are only read.
  if fuzz run "$target" "fuzz/corpus/$target" "fuzz/seeds/$target" -- \
    -max_total_time="$seconds_each" -max_len=4096 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
    >"$log" 2>&1; then
    grep -E '^(Done|stat::number_of_executed_units|stat::new_units_added|stat::peak_rss_mb)' "$log"
  else
    failed+=("$target")
    grep -A 8 -E 'panicked at|ERROR: libFuzzer|^error' "$log" | cut -c 1-2000 | head -n 60
    artifact=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
    if [[ -n $artifact ]]; then
      printf '\nFAILED %s. To replay it:\n  %s cargo fuzz run --sanitizer none %s %s\n' \
        "$target" "PATH=.tools/bin:\$PATH" "$target" "${artifact#"$PWD"/}"
      printf 'Once it is mended, keep the input as a seed: fuzz/seeds/%s/\n' "$target"
    fi
  fi
  rm -f "$log"
done

printf '\nfuzz targets: %d run for %d s each, %d failed %s\n' \
  "${#targets[@]}" "$seconds_each" "${#failed[@]}" "${failed[*]-}"
((${#failed[@]} == 0))
