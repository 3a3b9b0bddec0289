#!/usr/bin/env bash
# Finds Chromium and its driver for the browser tests, or installs them (Debian and Ubuntu), and notes both paths in
# .tools/browsers.env. CHROME and CHROMEDRIVER name others to use.
set -euo pipefail
cd "$(dirname "$0")/.."
NOTE=.tools/browsers.env

first_of() { # the first of these commands or paths that exists
  local candidate
  for candidate in "$@"; do
    [[ -n $candidate ]] && command -v "$candidate" && return
  done
  return 1
}
find_chrome() {
  first_of "${CHROME:-}" chromium chromium-browser google-chrome google-chrome-stable chrome \
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' '/Applications/Chromium.app/Contents/MacOS/Chromium'
}
find_driver() { first_of "${CHROMEDRIVER:-}" chromedriver /usr/lib/chromium/chromedriver; }

if [[ -n ${CHROME:-} && -z $(command -v "$CHROME") ]]; then
  echo "missing: CHROME names $CHROME, which is not there" >&2
  exit 1
fi
if [[ -n ${CHROMEDRIVER:-} && -z $(command -v "$CHROMEDRIVER") ]]; then
  echo "missing: CHROMEDRIVER names $CHROMEDRIVER, which is not there" >&2
  exit 1
fi

if [[ -e $NOTE && -z ${CHROME:-} && -z ${CHROMEDRIVER:-} ]]; then
  noted=$(. "$NOTE" && [[ -x $CHROME && -x $CHROMEDRIVER ]] && echo yes || true)
  [[ $noted == yes ]] && exit 0
fi

if ! find_chrome >/dev/null || ! find_driver >/dev/null; then
  as_root=()
  if ((EUID != 0)); then as_root=(sudo -n); fi
  if command -v apt-get >/dev/null && "${as_root[@]+"${as_root[@]}"}" true 2>/dev/null; then
    echo '[browser] installing chromium and chromium-driver with apt-get'
    apt() { "${as_root[@]+"${as_root[@]}"}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@"; }
    apt update && apt install -y --no-install-recommends chromium chromium-driver >/dev/null || true
  fi
fi
if ! chrome=$(find_chrome) || ! driver=$(find_driver); then
  echo 'missing: Chromium (or Chrome) and its chromedriver, for the browser tests. Debian/Ubuntu: apt-get install chromium chromium-driver; elsewhere install both of one version, and name them in CHROME and CHROMEDRIVER if they are not on the PATH' >&2
  exit 1
fi

major() { sed -nE 's/^[^0-9]*([0-9]+)\..*/\1/p' | head -n 1; }
chrome_major=$("$chrome" --version 2>/dev/null | major)
driver_major=$("$driver" --version 2>/dev/null | major)
if [[ $chrome_major != "$driver_major" ]]; then
  echo "missing: a chromedriver that fits the browser ($chrome is version $chrome_major, $driver is for $driver_major). Install both of one version, or name them in CHROME and CHROMEDRIVER" >&2
  exit 1
fi
mkdir -p .tools
printf 'export CHROME=%q\nexport CHROMEDRIVER=%q\n' "$chrome" "$driver" >"$NOTE"
echo "[browser] $chrome with $driver, version $chrome_major"
