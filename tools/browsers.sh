#!/usr/bin/env bash
# Finds the browsers of the tests and their drivers, or installs them (Debian and Ubuntu), and notes their paths in
# .tools/browsers.env: `tools/browsers.sh [chromium] [firefox] [webkit]`, all three unless some are named.
# CHROME, CHROMEDRIVER, FIREFOX, GECKODRIVER, WEBKIT and WEBKITDRIVER name others to use.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/versions.env
NOTE=.tools/browsers.env
(($# > 0)) || set -- chromium firefox webkit

first_of() { # the first of these commands or paths that exists
  local candidate
  for candidate in "$@"; do
    [[ -n $candidate ]] && command -v "$candidate" && return
  done
  return 1
}
find_CHROME() {
  first_of chromium chromium-browser google-chrome google-chrome-stable chrome \
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' '/Applications/Chromium.app/Contents/MacOS/Chromium'
}
find_CHROMEDRIVER() { first_of chromedriver /usr/lib/chromium/chromedriver; }
find_FIREFOX() { first_of firefox-esr firefox /Applications/Firefox.app/Contents/MacOS/firefox; }
find_GECKODRIVER() { first_of "$PWD/.tools/bin/geckodriver" geckodriver; }
find_WEBKIT() { first_of /usr/lib/*/webkit2gtk-4.[01]/MiniBrowser /usr/libexec/webkit2gtk-4.[01]/MiniBrowser; }
find_WEBKITDRIVER() { first_of WebKitWebDriver; }
find_XVFB() { first_of Xvfb; }

# Sets the variable $1 to the path of its program; what the environment names goes first and must be there.
find_program() {
  local name=$1
  if [[ -n ${!name:-} ]]; then
    if [[ -z $(command -v "${!name}") ]]; then
      echo "missing: $name names ${!name}, which is not there" >&2
      exit 1
    fi
    return 0
  fi
  local path
  path=$("find_$name") && printf -v "$name" '%s' "$path"
}
all_there() { # all_there NAME…
  local name
  for name in "$@"; do find_program "$name" || return 1; done
}

apt_install() { # apt_install PACKAGE…; quietly nothing where there is no apt-get or no right to it
  local as_root=()
  if ((EUID != 0)); then as_root=(sudo -n); fi
  command -v apt-get >/dev/null && "${as_root[@]+"${as_root[@]}"}" true 2>/dev/null || return 0
  echo "[browser] installing $* with apt-get"
  apt() { "${as_root[@]+"${as_root[@]}"}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@"; }
  apt update && apt install -y --no-install-recommends "$@" >/dev/null || true
}
missing() {
  echo "missing: $1, for the browser tests. $2" >&2
  exit 1
}

use_chromium() {
  all_there CHROME CHROMEDRIVER || apt_install chromium chromium-driver
  all_there CHROME CHROMEDRIVER || missing 'Chromium (or Chrome) and its chromedriver' \
    'Debian/Ubuntu: apt-get install chromium chromium-driver; elsewhere install both of one version, and name them in CHROME and CHROMEDRIVER if they are not on the PATH'
  if grep -qsFx "export CHROME=$(printf %q "$CHROME")" "$NOTE"; then return; fi # looked at before
  local major='s/^[^0-9]*([0-9]+)\..*/\1/p' browser driver
  browser=$("$CHROME" --version 2>/dev/null | sed -nE "$major" | head -n 1)
  driver=$("$CHROMEDRIVER" --version 2>/dev/null | sed -nE "$major" | head -n 1)
  if [[ $browser != "$driver" ]]; then
    missing "a chromedriver that fits the browser ($CHROME is version $browser, $CHROMEDRIVER is for $driver)" \
      'Install both of one version, or name them in CHROME and CHROMEDRIVER'
  fi
}

use_firefox() {
  all_there FIREFOX || apt_install firefox-esr
  all_there FIREFOX || missing 'Firefox' \
    'Debian: apt-get install firefox-esr; elsewhere install it, and name it in FIREFOX if it is not on the PATH'
  if ! all_there GECKODRIVER; then
    echo "[browser] geckodriver $GECKODRIVER_VERSION: building it into .tools/ (once; two minutes or so)"
    CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_DEBUG=false \
      CARGO_TARGET_DIR="$PWD/.tools/build-geckodriver" \
      cargo install --quiet --locked --root .tools --force "geckodriver@$GECKODRIVER_VERSION" || true
    rm -rf .tools/build-geckodriver
  fi
  all_there GECKODRIVER || missing 'geckodriver' \
    "cargo install geckodriver@$GECKODRIVER_VERSION, or name one in GECKODRIVER"
}

use_webkit() {
  all_there WEBKIT WEBKITDRIVER XVFB || apt_install webkit2gtk-driver xvfb
  all_there WEBKIT WEBKITDRIVER XVFB || missing 'WebKit (MiniBrowser of WebKitGTK), WebKitWebDriver and Xvfb' \
    'Debian/Ubuntu: apt-get install webkit2gtk-driver xvfb; elsewhere name them in WEBKIT, WEBKITDRIVER and XVFB'
}

for browser in "$@"; do "use_$browser"; done
# What is found but was not asked for is noted, too: the note serves every suite.
mkdir -p .tools
for name in CHROME CHROMEDRIVER FIREFOX GECKODRIVER WEBKIT WEBKITDRIVER XVFB; do
  if find_program "$name"; then printf 'export %s=%q\n' "$name" "${!name}"; fi
done >"$NOTE.new"
if ! cmp -s "$NOTE.new" "$NOTE"; then
  sed 's/^export /[browser] /' "$NOTE.new"
  mv "$NOTE.new" "$NOTE"
fi
rm -f "$NOTE.new"
