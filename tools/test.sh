#!/usr/bin/env bash
# Runs the make targets that are named, all of them even when one fails, and ends with a summary.
set -uo pipefail
cd "$(dirname "$0")/.."

passed=0 failed=0 summary=''
started=$SECONDS
for target in "$@"; do
  printf '\n═══ %s\n' "$target"
  before=$SECONDS
  if make --no-print-directory "$target"; then
    passed=$((passed + 1)) outcome=ok
  else
    failed=$((failed + 1)) outcome=FAILED
  fi
  summary+=$(printf '  %-16s %-7s %4d s' "$target" "$outcome" $((SECONDS - before)))$'\n'
done
printf '\n═══ summary, after %d s\n%ssuites: %d passed, %d failed\n' $((SECONDS - started)) "$summary" "$passed" "$failed"
((failed == 0))
