#!/usr/bin/env bash
# Installs what building needs: the wasm32 target, wasm-bindgen and wasm-pack (into .tools/, nothing outside of the
# checkout but the Rust target), and the npm development packages. Repeating it is quick: each step looks first.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/versions.env

TARGET=wasm32-unknown-unknown
NODE_MIN_MAJOR=20
RUST_MIN_MINOR=88
STEPS=5
worked=0

say() {
  printf '[%s/%s] %s\n' "$1" "$STEPS" "$2"
  worked=1
}

# missing NAME WHAT-TO-DO: one line for each missing prerequisite; all of them before giving up.
lacking=0
missing() {
  printf 'missing: %s. %s\n' "$1" "$2" >&2
  lacking=1
}
have() { command -v "$1" >/dev/null 2>&1; }

# ── 1. what only the user can install ──
have cargo || missing 'cargo (Rust 1.88 or newer)' 'Install Rust with rustup: https://rustup.rs'
have cc || missing 'cc (a C compiler; Rust links with it)' \
  'Debian/Ubuntu: apt-get install build-essential; macOS: xcode-select --install'
if ! have node; then
  missing 'node (Node.js 20 or newer)' 'Install it from https://nodejs.org or with your package manager'
else
  node_version=$(node --version)
  node_major=${node_version#v}
  node_major=${node_major%%.*}
  if ((node_major < NODE_MIN_MAJOR)); then
    missing "Node.js $NODE_MIN_MAJOR or newer (found $node_version)" 'Install a newer one from https://nodejs.org'
  fi
fi
have npm || missing 'npm' 'It comes with Node.js from https://nodejs.org; Debian/Ubuntu: apt-get install npm'
if have cargo; then
  rust_version=$(rustc --version 2>/dev/null || true) # rustc 1.95.0 (…)
  rust_minor=${rust_version#rustc 1.}
  rust_minor=${rust_minor%%.*}
  if [[ ! $rust_minor =~ ^[0-9]+$ ]]; then
    missing 'a working rustc' 'Install the stable toolchain: rustup toolchain install stable'
  elif ((rust_minor < RUST_MIN_MINOR)); then
    missing "Rust 1.$RUST_MIN_MINOR or newer (found $rust_version)" 'Update it: rustup update stable'
  fi
fi
((lacking == 0)) || exit 1

# ── 2. the Rust target ──
target_is_there() { [[ -d "$(rustc --print sysroot)/lib/rustlib/$TARGET/lib" ]]; }
if ! target_is_there; then
  say 2 "Rust target $TARGET"
  if have rustup; then
    rustup target add "$TARGET"
  else
    missing "the Rust target $TARGET" \
      'Install Rust with rustup (https://rustup.rs); Debian/Ubuntu without it: apt-get install libstd-rust-dev-wasm32'
    exit 1
  fi
fi

# ── 3, 4. wasm-bindgen and wasm-pack, of one exact version each ──
# Unoptimised builds: they take a quarter of the time, and the tools run for a second each.
# install STEP BINARY CRATE VERSION [OPTION…]
install_tool() {
  local step=$1 binary=$2 crate=$3 version=$4
  shift 4
  local stamp=".tools/stamps/$crate-$version"
  if [[ -e $stamp && -x .tools/bin/$binary ]]; then return; fi
  say "$step" "$crate $version: building it into .tools/ (once; two minutes or so)"
  rm -f ".tools/stamps/$crate-"*
  CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_DEBUG=false \
    CARGO_TARGET_DIR="$PWD/.tools/build" \
    cargo install --root .tools --force "$crate@$version" "$@"
  mkdir -p .tools/stamps
  : >"$stamp"
}
# Not --locked: the lock file that this version was published with names a crate version that was withdrawn.
install_tool 3 wasm-bindgen wasm-bindgen-cli "$WASM_BINDGEN"
install_tool 4 wasm-pack wasm-pack "$WASM_PACK" --locked
rm -rf .tools/build

# ── 5. npm development packages, exactly those of the lock file ──
lock=$(cksum <package-lock.json)
if [[ ! -e node_modules/.from-lock || $(<node_modules/.from-lock) != "$lock" ]]; then
  say 5 'npm development packages (npm ci)'
  npm ci --no-audit --no-fund --loglevel=error
  printf '%s\n' "$lock" >node_modules/.from-lock
fi

if ((worked)); then echo 'set-up is complete'; fi
