#!/bin/sh
# The wheel in a clean environment: built, installed, and a sample built from another directory.
set -eu
here="$(cd "$(dirname "$0")/.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
"$here/.venv/bin/python" -m build --outdir "$work/dist" "$here" >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
"$here/.venv/bin/python" -m venv "$work/env"
"$work/env/bin/python" -m pip install -q --disable-pip-version-check -c "$here/constraints.txt" "$work"/dist/*.whl
mkdir "$work/elsewhere"
cp "$here/sample_claims/conditional/claims.csv" "$here/sample_claims/conditional/case.toml" "$work/elsewhere/"
cd "$work/elsewhere"
"$work/env/bin/offsetcase" build claims.csv --quiet
head -c 5 claims-letter.pdf | grep -q '%PDF-'
"$work/env/bin/python" -m offsetcase --version
echo "The wheel works in a clean environment."
