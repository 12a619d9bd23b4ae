#!/bin/sh
# Make .venv with the package in it, and install the system libraries that are missing. Quick when nothing is.
# Usage: tools/setup.sh [extra]      extra: test, dev, docs, page, or nothing
set -eu
cd "$(dirname "$0")/.."
extra="${1:-}"

say() { printf '%s\n' "$*" >&2; }

root() { # run as root, with sudo when needed
    if [ "$(id -u)" -eq 0 ]; then "$@"
    elif command -v sudo >/dev/null 2>&1; then sudo "$@"
    else say "This needs root: $*"; exit 6
    fi
}

updated=""
apt_install() {
    if [ -z "$updated" ]; then root apt-get update -qq; updated=yes; fi
    say "Installing: $*"
    root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

find_python() { # the newest Python that is 3.11 or later
    for name in python3.14 python3.13 python3.12 python3.11 python3; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"; return 0
        fi
    done
    return 1
}

# System libraries: what WeasyPrint opens, and what makes a virtual environment.
system="$(uname -s)"
if [ "$system" = Linux ] && command -v apt-get >/dev/null 2>&1; then
    python="$(find_python)" || { apt_install python3 python3-venv; python="$(find_python)"; } || {
        say "Python 3.11 or later is needed and this system's packages have none."; exit 6; }
    "$python" -c 'import ensurepip, venv' 2>/dev/null || apt_install python3-venv
    libraries="$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p)"
    missing=""
    case "$libraries" in *libpango-1.0.so.0*) ;; *) missing="$missing libpango-1.0-0" ;; esac
    case "$libraries" in *libpangoft2-1.0.so.0*) ;; *) missing="$missing libpangoft2-1.0-0" ;; esac
    case "$libraries" in *libharfbuzz-subset.so.0*) ;; *) missing="$missing libharfbuzz-subset0" ;; esac
    if [ "$extra" = test ] || [ "$extra" = dev ]; then
        command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
        command -v qpdf >/dev/null 2>&1 || missing="$missing qpdf"
        command -v tesseract >/dev/null 2>&1 || missing="$missing tesseract-ocr" # a scan read in the tests
    fi
    if [ "$extra" = page ] || [ "$extra" = dev ]; then # what the one-file page is compiled with
        command -v node >/dev/null 2>&1 || missing="$missing nodejs"
        command -v npm >/dev/null 2>&1 || missing="$missing npm"
    fi
    if [ "$extra" = dev ]; then # what reads the finished letters (tools/verify_pdf.sh)
        command -v strace >/dev/null 2>&1 || missing="$missing strace"
        command -v javac >/dev/null 2>&1 || missing="$missing default-jdk-headless"
        [ -f /usr/share/java/jaxb-runtime.jar ] || missing="$missing libjaxb-java"
        command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
        command -v chromedriver >/dev/null 2>&1 || missing="$missing chromium-driver"
        command -v firefox-esr >/dev/null 2>&1 || missing="$missing firefox-esr"
    fi
    # shellcheck disable=SC2086
    [ -z "$missing" ] || apt_install $missing
elif [ "$system" = Darwin ]; then
    command -v brew >/dev/null 2>&1 || { say "Homebrew is needed: see https://brew.sh"; exit 6; }
    python="$(find_python)" || { brew install -q python@3.12; python="$(find_python)"; }
    brew list pango >/dev/null 2>&1 || brew install -q pango
    if [ "$extra" = page ]; then command -v node >/dev/null 2>&1 || brew install -q node; fi
    if [ "$extra" = test ] || [ "$extra" = dev ]; then
        command -v pdftotext >/dev/null 2>&1 || brew install -q poppler
        command -v qpdf >/dev/null 2>&1 || brew install -q qpdf
    fi
    if [ "$extra" = dev ]; then
        command -v qpdf >/dev/null 2>&1 || brew install -q qpdf
    fi
else
    python="$(find_python)" || { say "Python 3.11 or later is needed."; exit 6; }
    say "On this system please see to Pango and HarfBuzz yourself (docs/install.md)."
fi

# The environment: made anew when what it is made from has changed.
[ -x .venv/bin/python ] || "$python" -m venv .venv
stamp=".venv/.offsetcase-${extra:-run}"
fresh() {
    [ -f "$stamp" ] || return 1
    for one in pyproject.toml constraints.txt requirements.lock; do [ "$stamp" -nt "$one" ] || return 1; done
}
if ! fresh; then
    # What runs and builds the program comes by the lock's hashes; the package itself by the backend that came with them. What only
    # tests and tools need comes at the pinned versions, and changes nothing that the lock brought. Python compiles a module when it
    # is first used: of all that is installed that is a third.
    pip=".venv/bin/python -m pip install -q --disable-pip-version-check --no-compile"
    $pip --require-hashes -r requirements.lock
    case "$extra" in
        dev) $pip -c constraints.txt --no-build-isolation -e ".[test,dev]" ;;
        page | "") $pip --no-deps --no-build-isolation -e . ;;
        *) $pip -c constraints.txt --no-build-isolation -e ".[$extra]" ;;
    esac
    touch "$stamp"
fi
