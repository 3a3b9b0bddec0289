#!/usr/bin/env bash
# Builds tools for checking dependencies into .tools/, of exact versions: `tools/cargo-tools.sh cargo-deny`.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/versions.env

for tool in "$@"; do
  name=${tool//-/_}
  name=${name^^}
  version=${!name}
  stamp=".tools/stamps/$tool-$version"
  if [[ -e $stamp && -x .tools/bin/$tool ]]; then continue; fi
  echo "$tool $version: building it into .tools/ (once; some minutes)"
  # Unoptimised: it takes a fraction of the time, and the tools run for a second each.
  CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_DEBUG=false \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_TARGET_DIR="$PWD/.tools/build-$tool" \
    cargo install --quiet --locked --root .tools --force "$tool@$version"
  rm -rf ".tools/build-$tool"
  mkdir -p .tools/stamps
  : >"$stamp"
done
