#!/usr/bin/env bash
# Builds the modules twice, in two folders with names of different lengths, from what git does not ignore, and compares them.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/.."
root=$PWD
export PATH=$root/.tools/bin:$root/node_modules/.bin:$PATH

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# build FOLDER: prints the modules' hashes.
build() {
  mkdir -p "$1"
  git ls-files -z --cached --others --exclude-standard | tar --create --null --files-from=- --ignore-failed-read 2>/dev/null | tar --extract --directory "$1"
  ln -s "$root/node_modules" "$1/node_modules"
  (
    cd "$1"
    unset CARGO_TARGET_DIR
    for module in core emulator; do
      tools/build-wasm.sh "$module" >&2
    done
    cd js/generated
    sha256sum core.wasm emulator.wasm packed.wasm
  )
}
one=$(build "$scratch/one")
other=$(build "$scratch/another folder/of another name")
printf '%s\n' "$one"
if [[ $one != "$other" ]]; then
  printf 'the second build made other modules:\n%s\n' "$other" >&2
  exit 1
fi
if cmp -s "$scratch/one/js/generated/core.wasm" js/generated/core.wasm; then
  echo 'two builds, one result; and it is the one that js/generated/ holds'
else
  echo 'two builds, one result'
fi
