#!/bin/sh
# The letters of the sample cases, read by programs that know the standards: veraPDF (PDF/UA-1 and PDF/A-3a), qpdf, pdfua.
# Nothing is skipped: a checker that is missing, or doesn't notice a bad file, is a failure.
set -eu
here="$(cd "$(dirname "$0")/.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
say() { printf '%s\n' "$*"; }
fail() { say "FAILED: $*" >&2; exit 1; }
python="$here/.venv/bin/python"
command -v qpdf >/dev/null 2>&1 || "$here/tools/setup.sh" dev

# The letters, each twice, with another hash seed and some seconds later: the bytes are the same. The letter's date is
# fixed, for the two builds may lie on both sides of midnight.
export SOURCE_DATE_EPOCH=1767225600
cd "$here/sample_claims"
build() { # name, further options
    name="$1"; shift
    PYTHONHASHSEED=1 "$python" -m offsetcase build "$name/claims.csv" --quiet -o "$work/$name.pdf" "$@"
    PYTHONHASHSEED=2 "$python" -m offsetcase build "$name/claims.csv" --quiet -o "$work/again.pdf" --force "$@"
    cmp "$work/$name.pdf" "$work/again.pdf" || fail "$name: two builds differ"
    rm "$work/again.pdf"
}
build conditional
build high-cost
build crps
build low-cost --argument necessity
# Every kind of letter, and a letter with the claim lines and the case inside.
for kind in appeal external-review plan-sponsor physician; do
    "$python" -m offsetcase build conditional/claims.csv --letter "$kind" --quiet -o "$work/kind-$kind.pdf"
done
"$python" -m offsetcase build conditional/claims.csv --attach-data --comparator esketamine --quiet -o "$work/with-data.pdf"
# A packet without other people's PDFs keeps both standards too.
"$python" -m offsetcase build conditional/claims.csv --packet "$work/packet" --quiet
for file in send keep prescriber; do mv "$work/packet/$file.pdf" "$work/packet-$file.pdf"; done
"$python" -m offsetcase build conditional/claims.csv --quiet --format html -o "$work/letter.html"
"$python" - "$work" conditional/claims.csv <<'PYTHON'
import sys
from pathlib import Path

import weasyprint

from offsetcase.render.pdf import Attachment, html_to_pdf

work, claims = Path(sys.argv[1]), Path(sys.argv[2])
page = (work / "letter.html").read_text(encoding="utf-8")
# What the letter prints is its page, to the digit; and the reader notices a figure that isn't printed.
from offsetcase.render.printed import pdf_differences

letter = (work / "conditional.pdf").read_bytes()
assert not (found := pdf_differences(letter, page)), found
assert pdf_differences(letter, page.replace("Sincerely,", "Sincerely 7,777,", 1)), "a missing figure isn't noticed"
files = [
    Attachment("claims.csv", claims.read_bytes(), "text/csv", "The claim lines behind the letter"),
    Attachment("Übersicht.json", b"{}", "application/json", "The figures of the letter", "Supplement"),
]
(work / "with-files.pdf").write_bytes(html_to_pdf(page, files))
(work / "bad").mkdir()
(work / "bad" / "untagged.pdf").write_bytes(weasyprint.HTML(string="<p>Neither of the two.</p>").write_pdf())
PYTHON

cd "$work"
for flavour in ua1 3a; do
    "$here/tools/verapdf.sh" "$flavour" ./*.pdf || fail "veraPDF, $flavour"
    status=0
    "$here/tools/verapdf.sh" "$flavour" bad/untagged.pdf >bad/said || status=$?
    [ "$status" -eq 1 ] || fail "veraPDF, $flavour, did not refuse a file that is neither (status $status)"
done

for file in *.pdf; do
    qpdf --check "$file" >checked 2>&1 || { cat checked; fail "qpdf, $file"; }
    say "$file qpdf: no errors"
done

# pdfua checks a few rules that veraPDF leaves to people. Its own environment: it is no dependency of ours.
version=0.1.3
home="$here/.tools/pdfua-$version"
if [ ! -d "$home" ]; then
    rm -rf "$home.part"
    "$python" -m pip install -q --disable-pip-version-check -c "$here/constraints.txt" --target "$home.part" \
        "pdfua==$version" pikepdf==10.18.0 lxml==6.1.3
    mv "$home.part" "$home"
fi
for file in *.pdf; do
    PYTHONPATH="$home" "$python" -m pdfua check "$file" >checked 2>&1 || { cat checked; fail "pdfua, $file"; }
    grep -q 'PASS (no findings)' checked || { cat checked; fail "pdfua, $file, said neither"; }
    # Its rule on empty headings crashes on any heading with more than one child (docs/decisions.md); our tests have that rule.
    grep '\[skip' checked | grep -v 'UA-14-001.*rule raised ValueError' && fail "pdfua, $file, left out a rule"
    say "$file pdfua: $(sed -n 's/^ *result: //p' checked)"
done
status=0
PYTHONPATH="$home" "$python" -m pdfua check bad/untagged.pdf >checked 2>&1 || status=$?
[ "$status" -eq 3 ] || fail "pdfua did not find the errors of an untagged file (status $status)"
say "The letters are PDF/UA-1 and PDF/A-3a."
