"""This machine: where the libraries that draw text are found, and the one command that brings them.

WeasyPrint opens Pango and its neighbors by name. On Windows and macOS the extra ``offsetcase[native]`` brings a wheel that
holds them; they are found through the environment, which has to be set before WeasyPrint is imported.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
import os
import platform
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePath

# What WeasyPrint opens (its text/ffi.py), by the names of each system.
LIBRARIES = {
    "GObject": ("gobject-2.0-0", "gobject-2.0", "libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"),
    "Pango": ("pango-1.0-0", "pango-1.0", "libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    "PangoFT2": ("pangoft2-1.0-0", "pangoft2-1.0", "libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
    "HarfBuzz": ("harfbuzz", "harfbuzz-0.0", "libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
    "HarfBuzz subset": (
        "harfbuzz-subset",
        "harfbuzz-subset-0.0",
        "libharfbuzz-subset.so.0",
        "libharfbuzz-subset.0.dylib",
        "libharfbuzz-subset-0.dll",
    ),
    "Fontconfig": ("fontconfig-1", "fontconfig", "libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
}  # fmt: skip
COMMANDS = {
    "debian": "sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "fedora": "sudo dnf install pango harfbuzz fontconfig",
    "arch": "sudo pacman -S pango harfbuzz fontconfig",
    "suse": "sudo zypper install libpango-1_0-0 libharfbuzz-subset0 fontconfig",
    "alpine": "sudo apk add pango harfbuzz-subset fontconfig",
    "darwin": "brew install pango",
}
BREW_FOLDERS = ("/opt/homebrew/lib", "/usr/local/lib")


def system(name: str = sys.platform, release: Mapping[str, str] | None = None) -> str:
    """Which kind of system this is: a key of ``COMMANDS``, ``win32``, or ``linux`` where it isn't known.

    Args:
        name: as ``sys.platform``.
        release: as ``/etc/os-release``; read when not given.
    """
    if name in ("win32", "darwin"):
        return name
    if release is None:
        release = {}
        with suppress(OSError):
            release = platform.freedesktop_os_release()
    families = f"{release.get('ID', '')} {release.get('ID_LIKE', '')}".replace("ubuntu", "debian").split()
    alike = {"rhel": "fedora", "centos": "fedora", "opensuse": "suse"}
    return next((alike.get(one, one) for one in families if alike.get(one, one) in COMMANDS), "linux")


def native_command(prefix: str = sys.prefix, python: str = sys.executable) -> str:
    """The command that adds the extra ``native`` to this very installation."""
    parts = {part.lower() for part in PurePath(prefix.replace("\\", "/")).parts}
    if {"uv", "tools"} <= parts:
        return 'uv tool install --force "offsetcase[native]"'
    if "pipx" in parts:
        return 'pipx inject offsetcase "gstreamer-libs>=1.28"'
    shown = f'"{python}"' if " " in python else python or "python"
    return f'{shown} -m pip install "offsetcase[native]"'


def library_command(kind: str = "") -> str:
    """The one command that brings Pango and HarfBuzz on this system (or on the kind given)."""
    kind = kind or system()
    if kind == "win32":
        return native_command()
    if kind == "linux":
        return f"{COMMANDS['debian']}   (Debian, Ubuntu; other systems: docs/install.md)"
    return COMMANDS[kind]


def native_environment(name: str, root: PurePath | None, environ: Mapping[str, str]) -> dict[str, str]:
    """What to set so that the libraries are found.

    Args:
        name: as ``sys.platform``.
        root: where the wheel ``gstreamer-libs`` was unpacked, or ``None``.
        environ: the environment as it is.

    Returns:
        The variables to set; empty where nothing is needed.
    """
    if name == "win32" and root is not None:
        folder = str(root / "bin")
        return {
            "PATH": ";".join(one for one in (folder, environ.get("PATH", "")) if one),
            "WEASYPRINT_DLL_DIRECTORIES": folder,
        }
    if name == "darwin":
        own = (str(root / "lib"),) if root is not None else ()
        before = environ.get("DYLD_FALLBACK_LIBRARY_PATH", "")
        paths = {"DYLD_FALLBACK_LIBRARY_PATH": ":".join(one for one in (before, *own, *BREW_FOLDERS) if one)}
        if root is not None and "FONTCONFIG_PATH" not in environ:
            paths["FONTCONFIG_PATH"] = str(root / "etc" / "fonts")
        return paths
    return {}


def native_root() -> Path | None:
    """Where ``gstreamer-libs`` is, found without importing it."""
    with suppress(ImportError, ValueError):
        spec = importlib.util.find_spec("gstreamer_libs")
        if spec is not None and spec.origin:
            return Path(spec.origin).parent
    return None


def prepare() -> None:
    """Let the libraries be found; to be called before WeasyPrint is imported."""
    if sys.platform not in ("win32", "darwin"):
        return
    wanted = native_environment(sys.platform, native_root(), os.environ)
    if wanted.get("PATH", "").split(";")[0] != os.environ.get("PATH", "").split(";")[0] or "PATH" not in wanted:
        os.environ.update(wanted)


def loads(names: tuple[str, ...]) -> bool:
    """Whether one of these names of a library can be opened."""
    for name in names:
        for one in (name, ctypes.util.find_library(name)):
            if one:
                with suppress(OSError):
                    ctypes.CDLL(one)
                    return True
    return False
