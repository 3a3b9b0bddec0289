#!/usr/bin/env bash
# Builds a wasm module into js/generated/: `tools/build-wasm.sh core|emulator`. The same sources and the same compiler make
# the same bytes, wherever they lie: no path of this machine gets into a module.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD

case $1 in
  core)
    options=()
    own=(
      # Half the usual stack, which is more than enough: the data comes after it, and below one MiB each of its addresses
      # in the code is a byte shorter.
      -Clink-arg=-zstack-size=524288
      # What two branches begin with is moved before them. Less inlining would be smaller still, but hashing is then a quarter
      # slower.
      -Cllvm-args=-hoist-common-insts=true
    )
    ;;
  # Its hash functions are small, too: nobody waits for them.
  emulator)
    own=()
    options=(-- --no-default-features --features emulator)
    for crate in sha1 sha2; do options+=(--config "profile.release.package.$crate.opt-level='z'"); done
    ;;
  *) echo "no module is called $1" >&2 && exit 2 ;;
esac

flags=(
  # SHA-256 as a loop, in the emulator: unrolled, it is 7 KB. The client's is in request/src/signing/sha256.rs.
  --cfg 'sha2_backend_soft="compact"'
  # No address is counted along in a loop, and nothing is computed early, where that only saves time.
  -Cllvm-args=-disable-lsr
  -Cllvm-args=-enable-pre=false
  "--remap-path-prefix=$root=/alicloud-traffic-mirror"
  "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
  "${own[@]}"
)
# Encoded, since a folder's name may hold a space.
CARGO_ENCODED_RUSTFLAGS=$(printf '%s\x1f' "${flags[@]}")
export CARGO_ENCODED_RUSTFLAGS=${CARGO_ENCODED_RUSTFLAGS%$'\x1f'}

wasm-pack --log-level error build module --target web --release --no-pack --mode no-install \
  --out-dir "$root/target/wasm/$1" --out-name glue "${options[@]}"
node tools/wasm.mjs "target/wasm/$1" "$1"
