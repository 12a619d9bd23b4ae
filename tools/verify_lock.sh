#!/bin/sh
# requirements.lock alone sets the program up, in a clean environment, and a file with another hash is refused.
set -eu
here="$(cd "$(dirname "$0")/.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
say() { printf '%s\n' "$*"; }
fail() { say "FAILED: $*" >&2; exit 1; }

"$here/.venv/bin/python" -m venv "$work/venv"
pip="$work/venv/bin/python -m pip --disable-pip-version-check -q"

# One digit of every hash changed: nothing may be installed.
sed 's/sha256:\(.\)/sha256:x\1/; s/sha256:x[0-9a-e]/sha256:f/; s/sha256:xf/sha256:0/' "$here/requirements.lock" >"$work/wrong.lock"
if $pip install --require-hashes -r "$work/wrong.lock" >"$work/said" 2>&1; then fail "wrong hashes were taken"; fi
grep -qi 'hash' "$work/said" || { cat "$work/said"; fail "wrong hashes were refused for another reason"; }

$pip install --require-hashes -r "$here/requirements.lock"
mkdir "$work/source"
(cd "$here" && git archive HEAD 2>/dev/null || tar -cf - --exclude .venv --exclude .tools .) | tar -xf - -C "$work/source"
$pip install --no-deps --no-build-isolation "$work/source"
$pip check
cd "$work"
"$work/venv/bin/offsetcase" build "$here/sample_claims/conditional/claims.csv" --quiet -o letter.pdf
[ -s letter.pdf ] || fail "no letter"
say "The lock sets up a clean environment."
